"""How often one address did something lately. Addresses are kept as keyed digests only."""

import ipaddress
import logging
import time
from datetime import timedelta

from foundation.caches import CACHE_TROUBLE, counters
from foundation.networks import plain_address
from foundation.personal.codes import keyed_digest

logger = logging.getLogger(__name__)


def count_once_more(what: str, address: str, *, window: timedelta) -> int | None:
    """Count one more `what` of `address` in the current fixed window; return how many there are, None if no one knows.

    Exact under concurrency where the cache increments atomically (Redis); a file cache may miss one of two at once.
    """
    key = _key(what, address, window)
    try:
        counters.add(key, 0, timeout=int(window.total_seconds()) + 60)
        return counters.incr(key)
    except ValueError:  # evicted in between: the window begins anew
        return 1
    except CACHE_TROUBLE:
        logger.warning("The cache can't be reached: nothing is counted")
        return None


def count_so_far(what: str, address: str, *, window: timedelta) -> int | None:
    """Return how many `what` of `address` were counted in the current window; None if no one knows."""
    try:
        return int(counters.get(_key(what, address, window), 0))
    except CACHE_TROUBLE:
        return None


def use_up(token: str, *, keep: timedelta) -> bool:
    """Return whether `token` is used for the first time within `keep`; also if no one knows."""
    try:
        return bool(counters.add(f"used:{keyed_digest(token, purpose='token')}", 1, timeout=int(keep.total_seconds())))
    except CACHE_TROUBLE:
        return True


def widen_address(address: str) -> str:
    """Return the part of `address` that stays with one subscriber: IPv4 whole, of IPv6 the network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(plain_address(address.strip()))
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _key(what: str, address: str, window: timedelta) -> str:
    number = int(time.time() // window.total_seconds())
    return f"count:{what}:{number}:{keyed_digest(widen_address(address), purpose='address')}"
