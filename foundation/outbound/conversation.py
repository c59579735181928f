"""A connection that ends in time, however slowly the other side trickles."""

import socket
import ssl
import time
from collections.abc import Sequence
from ipaddress import IPv6Address
from typing import Any

from foundation.outbound.addresses import Address
from foundation.outbound.faults import Fault, OutboundError

TRIED = 3
"""So many addresses of a host are tried."""


class TimedSocket(ssl.SSLSocket):
    """Each step waits for `silence` seconds and not beyond `deadline` (of the monotonic clock)."""

    silence: float
    deadline: float

    def recv_into(self, *given: Any, **named: Any) -> int:
        self._hurry()
        return super().recv_into(*given, **named)

    def send(self, *given: Any, **named: Any) -> int:
        self._hurry()
        return super().send(*given, **named)

    def _hurry(self) -> None:
        self.settimeout(min(self.silence, seconds_left(self.deadline)))


def seconds_left(deadline: float) -> float:
    """Return how long may still be waited. Raises TimeoutError when there is nothing left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def connect(places: Sequence[Address], port: int, *, within: float, deadline: float) -> socket.socket:
    """Return a connection to the first of `places` that takes one; no name is asked for."""
    for place in places[:TRIED]:
        found = socket.socket(socket.AF_INET6 if isinstance(place, IPv6Address) else socket.AF_INET)
        try:
            found.settimeout(min(within, seconds_left(deadline)))
            found.connect((str(place), port))
        except OSError:
            found.close()
        else:
            return found
    raise OutboundError(Fault.CONNECTION)


def encrypt(
    plain: socket.socket, context: ssl.SSLContext, host: str, *, silence: float, deadline: float
) -> TimedSocket:
    """Return the connection encrypted, the certificate checked against `host`."""
    plain.settimeout(min(silence, seconds_left(deadline)))
    encrypted = context.wrap_socket(plain, server_hostname=host)
    if not isinstance(encrypted, TimedSocket):
        raise TypeError("the context must make TimedSockets: see foundation.outbound.gates.trust")
    encrypted.silence, encrypted.deadline = silence, deadline
    return encrypted
