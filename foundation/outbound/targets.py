"""An address as it may be typed: https, a host, an allowed port, nothing that two readers could read differently. Pure.

Where the host leads is another question (`resolving`, `addresses`).
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from foundation.outbound.faults import Fault, OutboundError

HTTPS = 443
LONGEST = 500
"""Characters of an address."""

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.ASCII)
NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
"""A host that some readers take for an IPv4 address in one of its old spellings (decimal, octal, hexadecimal)."""

CONFUSING = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")


class Target(NamedTuple):
    """Where a request goes: `host` is an ASCII name or a literal address, `path` begins with a slash."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS else f"{host}:{self.port}"


def read_target(text: str, ports: Collection[int]) -> Target:
    """Return the parts of an address. Raises OutboundError (malformed, not_https, credentials, port)."""
    if len(text) > LONGEST or CONFUSING.search(text):
        raise _malformed()
    try:
        parts = urlsplit(text)
        port = parts.port or HTTPS
    except ValueError:
        raise _malformed() from None
    _check(parts, port, ports)
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Target(_host_of(parts), port, path)


def _check(parts: SplitResult, port: int, ports: Collection[int]) -> None:
    if parts.scheme != "https":
        raise OutboundError(Fault.NOT_HTTPS, _("Give an address that begins with https://."))
    if "@" in parts.netloc:
        raise OutboundError(Fault.CREDENTIALS, _("Give the address without a user name or password."))
    if parts.fragment or not parts.hostname:
        raise _malformed()
    if port not in ports:
        allowed = ", ".join(str(one) for one in sorted(ports))
        raise OutboundError(
            Fault.PORT,
            _("Port %(port)s is not allowed; these are: %(allowed)s.") % {"port": port, "allowed": allowed},
        )


def _host_of(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        try:
            return str(IPv6Address("" if "%" in host else host))  # a zone is a matter of one machine
        except ValueError:
            raise _malformed() from None
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _malformed() from None
    if NUMERIC.fullmatch(name):
        return _dotted(name)
    if not NAME.fullmatch(name) or len(name) > 253:
        raise _malformed()
    return name


def _dotted(name: str) -> str:
    try:
        return str(IPv4Address(name))
    except ValueError:
        raise OutboundError(
            Fault.MALFORMED, _("Write an IPv4 address as four decimal numbers, such as 203.0.113.7.")
        ) from None


def _malformed() -> OutboundError:
    return OutboundError(Fault.MALFORMED, _("Give a complete address such as https://example.gov.cn/changes."))
