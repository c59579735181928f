"""Who did something to a duty or a message."""

from dataclasses import dataclass

from departments.clients.models import ApiClient
from departments.duties.kinds import ActorKind
from departments.officers.models import Officer


@dataclass(frozen=True, slots=True)
class Actor:
    """The kind of actor and, for officers, which one; citizens stay unnamed."""

    kind: ActorKind
    officer: Officer | None = None
    client: ApiClient | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
CITIZEN = Actor(ActorKind.CITIZEN)


def officer_actor(officer: Officer) -> Actor:
    return Actor(ActorKind.OFFICER, officer=officer)


def client_actor(client: ApiClient) -> Actor:
    return Actor(ActorKind.CLIENT, client=client)
