"""The gate: what may be reached, and where an address really leads. The answer is connected to, never asked again."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from foundation.outbound.addresses import Address, Network, may_be_reached
from foundation.outbound.conversation import TimedSocket
from foundation.outbound.faults import Fault, OutboundError
from foundation.outbound.resolving import resolve
from foundation.outbound.targets import Target, read_target

PORTS = frozenset({443, 8443})


@dataclass(frozen=True)
class Limits:
    """Seconds for the name service, for a connection, for a silence in between, for everything; bytes of an answer."""

    resolving: float = 5
    connecting: float = 5
    silence: float = 10
    total: float = 15
    answer: int = 64 * 1024


def trust(ca_file: str = "") -> ssl.SSLContext:
    """Return what certificates are judged by: the system's authorities, and those of a file beside them."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(cafile=Path(ca_file))
    context.sslsocket_class = TimedSocket
    return context


@dataclass(frozen=True)
class Gate:
    """`granted`: networks of the house that may be reached. `resolve(host, within)` is asked once for each request."""

    granted: tuple[Network, ...] = ()
    ports: frozenset[int] = PORTS
    context: ssl.SSLContext = field(default_factory=trust)
    limits: Limits = Limits()
    resolve: Callable[[str, float], list[Address]] = resolve

    def find(self, address: str) -> tuple[Target, list[Address]]:
        """Return the parts of an address and where it leads. Raises OutboundError unless all of it may be reached."""
        target = read_target(address, self.ports)
        places = self.resolve(target.host, self.limits.resolving)
        for place in places:
            if not may_be_reached(place, self.granted):
                raise _forbidden(target.host, str(place))
        return target, places


def _forbidden(host: str, place: str) -> OutboundError:
    if host == place:
        words = _("%(place)s is not on the public network and was not granted.")
    else:
        words = _("%(host)s leads to %(place)s, which is not on the public network and was not granted.")
    return OutboundError(Fault.FORBIDDEN, words % {"host": host, "place": place})
