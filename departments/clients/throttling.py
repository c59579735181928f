"""Limits of the API by caller. An address is counted by its keyed digest and kept nowhere.

Of an IPv6 address the network of 64 bits counts: one subscriber has all of it, and would be a new caller each time.
While the shared cache is away, each process counts for itself: the limits are wider then, but nobody is refused for it.
"""

from typing import Any

from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import (
    AnonRateThrottle,
    ScopedRateThrottle,
    SimpleRateThrottle,
    UserRateThrottle,
)

from foundation.caches import CACHE_TROUBLE, counters
from foundation.forms.counting import widen_address
from foundation.personal.codes import keyed_digest


class DigestedAddress(SimpleRateThrottle):
    """Put before a throttle of the framework."""

    cache: Any = counters

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except CACHE_TROUBLE:
            self.cache = caches["own"]
            return super().allow_request(request, view)

    def get_ident(self, request: Request) -> str:
        return keyed_digest(widen_address(request.META.get("REMOTE_ADDR", "")), purpose="address")


class AnonymousRate(DigestedAddress, AnonRateThrottle):
    """Whoever comes without a key or a session."""


class KnownRate(DigestedAddress, UserRateThrottle):
    """Clients and officers, each by itself."""


class ScopedRate(DigestedAddress, ScopedRateThrottle):
    """Actions with a rate of their own."""
