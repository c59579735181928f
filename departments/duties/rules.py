"""Which version of a rule of time holds on a day; how a version follows another. A version itself never changes."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.calendar.workcalendar import ONE_DAY
from departments.duties.models import DeadlineRule, Duty
from foundation.refusals import Refusal, WrongState
from foundation.remembered import RememberedRows

DAYS_REMEMBERED = 100
"""Of how many codes and days together a process remembers the rule: the days of today, and those of an import."""

_in_force = RememberedRows(
    "SELECT md5(string_agg(r::text, ' ' ORDER BY id)) FROM departments_deadlinerule r WHERE code = %(code)s",
    lambda code, on: DeadlineRule.objects.in_force(on).filter(code=code).order_by("-in_force_from").first(),
    most=DAYS_REMEMBERED,
)


def rule_in_force(code: str, on: date) -> DeadlineRule:
    """Return the version of the rule `code` in force on the local date `on`.

    Raises Refusal if there is none: the administrator must enter one before a duty can be opened under it.
    """
    rule = _in_force.get(code=code, on=on)
    if rule is None:
        raise Refusal(
            _("No version of the deadline rule %(code)s is in force on %(day)s; an administrator must enter one.")
            % {"code": code, "day": on},
            code="no_rule_in_force",
        )
    return rule


@transaction.atomic
def add_rule_version(version: DeadlineRule) -> DeadlineRule:
    """Store a version of a rule, new or following the last one, which ends the day before.

    Raises WrongState as `require_to_follow` does.
    """
    last = _last_version(version.code)
    if last is not None:
        require_to_follow(last, version.in_force_from)
        last.in_force_to = version.in_force_from - ONE_DAY
        last.save(update_fields=["in_force_to"])
    version.save(force_insert=True)
    return version


def require_to_follow(last: DeadlineRule, begin: date) -> None:
    """Raise WrongState unless a new version in force from `begin` can follow the `last` one.

    It must begin later, and no duty received since may be counted by the last one already: what was promised to a
    person does not change afterwards.
    """
    if begin <= last.in_force_from:
        message = _("The version in force begins on %(begin)s; a new one must begin later.")
        raise WrongState(message % {"begin": last.in_force_from}, code="version_too_early")
    midnight = datetime.combine(begin, time.min, timezone.get_default_timezone())
    if n_opened := Duty.objects.filter(rule=last, starts_at__gte=midnight).count():
        message = _("%(n)s duties received since %(begin)s are counted by the present version; begin later.")
        raise WrongState(message % {"n": n_opened, "begin": begin}, code="version_in_use")


@transaction.atomic
def remove_rule_version(version: DeadlineRule) -> None:
    """Remove the last version of a rule if no duty was opened under it; the version before goes on.

    Raises WrongState otherwise: a version that was used explains due dates for ever.
    """
    last = _last_version(version.code)
    if last is None or last.pk != version.pk or version.duties.exists():
        message = _("Only the last version of a rule can be removed, and only while no duty was counted by it.")
        raise WrongState(message, code="version_in_use")
    version.delete()
    DeadlineRule.objects.filter(code=version.code, in_force_to=version.in_force_from - ONE_DAY).update(in_force_to=None)


def _last_version(code: str) -> DeadlineRule | None:
    """Return the last version of a rule; all its versions are locked, so that of two additions at once one waits.

    It is read after the lock is held: a locking SELECT that had to wait doesn't show the version added meanwhile.
    """
    versions = DeadlineRule.objects.filter(code=code)
    list(versions.select_for_update().order_by("pk").values_list("pk"))
    return versions.order_by("in_force_from").last()
