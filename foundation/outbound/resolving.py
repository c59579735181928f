"""From a host name to addresses, asked once and within a limit of time."""

import socket
import threading
from ipaddress import ip_address

from foundation.outbound.addresses import Address
from foundation.outbound.faults import Fault, OutboundError


def resolve(host: str, within: float) -> list[Address]:
    """Return the addresses of a name (or of a literal address: itself), each once, in the resolver's order.

    Waits `within` seconds at most. The system's resolver can't be broken off: it is left behind in a thread of its
    own, which ends by the resolver's own limits. Raises OutboundError (unknown_host, resolver_slow).
    """
    found: list[str] = []
    is_done = threading.Event()

    def ask() -> None:
        try:
            told = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.extend(str(place[4][0]) for place in told)
        except (OSError, UnicodeError):
            pass  # nothing found: told below
        finally:
            is_done.set()

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    if not is_done.wait(within):
        raise OutboundError(Fault.RESOLVER_SLOW)
    if not found:
        raise OutboundError(Fault.UNKNOWN_HOST)
    return [ip_address(text) for text in dict.fromkeys(found)]
