"""Limits of the API by caller. An address is counted by its keyed digest and kept nowhere.

Of an IPv6 address the network of 64 bits counts: one subscriber has all of it, and would be a new caller each time.
"""

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, BaseThrottle, ScopedRateThrottle, UserRateThrottle

from foundation.forms.counting import widen_address
from foundation.personal.codes import keyed_digest


class DigestedAddress(BaseThrottle):
    """Put before a throttle of the framework."""

    def get_ident(self, request: Request) -> str:
        return keyed_digest(widen_address(request.META.get("REMOTE_ADDR", "")), purpose="address")


class AnonymousRate(DigestedAddress, AnonRateThrottle):
    """Whoever comes without a key or a session."""


class KnownRate(DigestedAddress, UserRateThrottle):
    """Clients and officers, each by itself."""


class ScopedRate(DigestedAddress, ScopedRateThrottle):
    """Actions with a rate of their own."""
