"""The cast around the mailbox."""

from collections.abc import Callable

import pytest

from departments.models import Officer
from departments.officers.roles import Role
from interaction.models import Mailbox, Message
from tests.factories.departments import officer_in
from tests.factories.interaction import MailboxFactory, bring_to


@pytest.fixture
def mailbox(bureau) -> Mailbox:
    """A mailbox of the bureau."""
    return MailboxFactory(department=bureau, name="领导信箱")


@pytest.fixture
def privacy_officer(city) -> Officer:
    """The one who may see and erase senders in the whole city."""
    return officer_in(city, Role.PRIVACY)


@pytest.fixture
def make_message(mailbox, handler, reviewer) -> Callable[..., Message]:
    """Return messages of the bureau in any status."""

    def make(status: str, **changes) -> Message:
        return bring_to(status, mailbox, handler=handler, reviewer=reviewer, **changes)

    return make
