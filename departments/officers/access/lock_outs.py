"""Log-in closed after wrong passwords or codes: seen and lifted by whoever keeps the officer.

The lock-out itself is django-axes': so many failures with one name from one address. A colleague at the same address
and the same officer elsewhere go on; the record of each failure stays when a lock-out is lifted.
"""

from dataclasses import dataclass
from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Func, Max, Sum
from django.utils.translation import gettext_lazy as _

from departments.officers.access.closing import closed_until
from departments.officers.access.journal import trace
from departments.officers.access.models import SecondFactor
from departments.officers.log_ins import network_of
from departments.officers.models import Officer
from departments.officers.services import require_editable
from departments.offices.models import RegisterEvent
from foundation.refusals import WrongState

SHOWN = 50
"""How many log-ins and failures a page lists."""

PLACE = Func(
    F("ip_address"),
    template="host(network(set_masklen(%(expressions)s, CASE family(%(expressions)s) WHEN 6 THEN 64 ELSE 32 END)))",
    output_field=CharField(),
)
"""Where failures are counted together: an IPv4 address, of IPv6 the network of 64 bits (known_browsers)."""


@dataclass(frozen=True)
class LockOut:
    """Log-in is closed for an officer: from one network, or (network empty) for codes of the app from anywhere."""

    network: str
    until: datetime


@dataclass(frozen=True)
class LogIn:
    """A log-in, or one that failed."""

    at: datetime
    network: str
    has_succeeded: bool


def lock_outs_of(officer: Officer, *, at: datetime) -> list[LockOut]:
    """Return the lock-outs in force at `at`, by network."""
    counted = (
        AccessAttempt.objects.filter(username=officer.username, attempt_time__gte=at - settings.AXES_COOLOFF_TIME)
        .values(place=PLACE)
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("place")
    )
    found = [LockOut(network_of(one["place"] or ""), one["last"] + settings.AXES_COOLOFF_TIME) for one in counted]
    for factor in SecondFactor.objects.confirmed().filter(officer=officer):
        until = closed_until(factor.n_wrong, factor.wrong_at)
        if until is not None and at < until:
            found.append(LockOut("", until))
    return found


@transaction.atomic
def lift_lock_out(officer: Officer, *, by: Officer, at: datetime) -> Officer:
    """Let the officer try to log in again at once, from everywhere. Raises WrongState where nothing is closed."""
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(officer, by=by, at=at)
    found = lock_outs_of(officer, at=at)
    if not found:
        raise WrongState(_("Log-in is not closed for this officer."))
    AxesProxyHandler.reset_attempts(username=officer.username)
    SecondFactor.objects.filter(officer=officer).update(n_wrong=0, wrong_at=None)
    facts = {"networks": [one.network for one in found if one.network]}
    trace(RegisterEvent.Kind.LOCK_OUT_LIFTED, officer, by=by, at=at, facts=facts)
    return officer


def log_ins_of(officer: Officer) -> list[LogIn]:
    """Return the officer's latest log-ins and failures, newest first; of addresses the network."""
    rows = [
        LogIn(at, network_of(address or ""), has_succeeded)
        for model, has_succeeded in ((AccessLog, True), (AccessFailureLog, False))
        for at, address in model.objects.filter(username=officer.username)
        .order_by("-attempt_time")
        .values_list("attempt_time", "ip_address")[:SHOWN]
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:SHOWN]
