"""One POST through the gate: no redirect is followed, no proxy of the environment used, little of the answer kept."""

import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import NamedTuple

from foundation.outbound.conversation import connect, encrypt
from foundation.outbound.faults import Fault, OutboundError
from foundation.outbound.gates import Gate

EXCERPT = 200
"""Characters of an answer that are kept."""


class Answer(NamedTuple):
    """The status of an answer and the beginning of its text, as plain words."""

    status: int
    excerpt: str


def post(address: str, body: bytes, headers: Mapping[str, str], gate: Gate) -> Answer:
    """Send `body` and return the answer, whatever its status. Raises OutboundError when there is none.

    The host's name is resolved once; every address it has must be one that may be reached, and one of exactly these is
    connected to, while the certificate must be that of the name. All of it ends within the limits of the gate.
    """
    deadline = time.monotonic() + gate.limits.total
    target, places = gate.find(address)
    try:
        plain = connect(places, target.port, within=gate.limits.connecting, deadline=deadline)
        with plain:
            with encrypt(plain, gate.context, target.host, silence=gate.limits.silence, deadline=deadline) as encrypted:
                connection = HTTPConnection(target.host, target.port)
                connection.auto_open = 0  # never a connection of its own making
                connection.sock = encrypted
                connection.request("POST", target.path, body, {**headers, "Host": target.authority, **CLOSING})
                return _read(connection.getresponse(), gate.limits.answer)
    except TimeoutError:
        raise OutboundError(Fault.TIMED_OUT) from None
    except ssl.SSLCertVerificationError:
        raise OutboundError(Fault.CERTIFICATE) from None
    except ssl.SSLError:
        raise OutboundError(Fault.TLS) from None
    except HTTPException:
        raise OutboundError(Fault.NO_HTTP) from None
    except OSError:
        raise OutboundError(Fault.BROKEN) from None


CLOSING = {"Connection": "close", "Accept-Encoding": "identity"}


def _read(response: HTTPResponse, limit: int) -> Answer:
    """Read at most `limit` bytes. The status has been said: what becomes of the rest changes nothing of it."""
    content = b""
    with suppress(OSError, HTTPException):
        content = response.read(limit)
    words = content[: 4 * EXCERPT].decode("utf-8", errors="replace")
    plain = "".join(sign if sign.isprintable() else " " for sign in words)
    return Answer(response.status, " ".join(plain.split())[:EXCERPT])
