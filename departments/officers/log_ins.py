"""What is kept of log-ins (by django-axes): the words of the log, and for how long the records stay."""

import ipaddress
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings

from foundation.personal.codes import keyed_digest

KEPT = timedelta(days=183)
"""Six months at least (网络安全法 第二十一条), and no longer than needed (个人信息保护法 第十九条)."""

SHOWN_BITS = {4: 24, 6: 48}
"""So much of an address names the network and not the machine."""


def describe_client(username: str | None, ip_address: str | None, *_details: Any) -> str:
    """Name who tries to log in, for the log: the network, and a sign by which one name is known again.

    The name stays out (people type their password there), and so do whole address and browser: the log is read by many
    and sent elsewhere; the record in the database has them.
    """
    sign = keyed_digest((username or "").casefold(), purpose="log-in")[:8]
    return f"officer #{sign} from {network_of(ip_address or '')}"


def network_of(address: str) -> str:
    """Return the network of `address`, or "unknown" for what is no address."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{address}/{SHOWN_BITS[version]}", strict=False))


def forget_log_ins(*, now: datetime) -> int:
    """Delete records of log-ins older than KEPT, and sessions that have ended; return how many records."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    old = {"attempt_time__lt": now - KEPT}
    return sum(model.objects.filter(**old).delete()[0] for model in (AccessAttempt, AccessFailureLog, AccessLog))
