"""Before a policy's term ends its office is told, so that it is evaluated, renewed or let go in time.

Every end within the horizon of the rule `policy-expiry-warning` is told once: a policy is claimed by compare-and-set of
the day of which it was told, and the mails are queued in the same transaction. A term that was changed is told again;
a run that was missed loses nothing, two runs at once tell nothing twice.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import current_calendar
from departments.duties.warning import is_working_time
from departments.officers.models import Assignment, Officer
from departments.officers.roles import Role
from departments.offices.models import Department
from disclosure.policies.filters import warned_until
from disclosure.policies.models import Policy
from disclosure.policies.querysets import PolicyQuerySet
from foundation.outbox.handlers import named
from foundation.outbox.mail import compose, send_once
from foundation.outbox.models import Delivery
from foundation.outbox.services import enqueue

SEND_WARNING = "disclosure.policies.expiry.send_warning"
TOLD_ROLES = (Role.AUTHOR, Role.SIGNATORY)
"""Who of the issuing and the drafting office is told: those who would renew it."""


def warn_of_ends(*, now: datetime) -> int:
    """Claim and announce every end of term within the horizon; return how many. Outside working hours nothing."""
    if not is_working_time(now, current_calendar()):
        return 0
    today = timezone.localdate(now)
    keys = list(ends_to_tell(today).order_by("lapsed_since", "pk").values_list("pk", flat=True))
    return sum(_tell(key, today) for key in keys)


def ends_to_tell(today: date) -> PolicyQuerySet:
    """Return the policies in force whose term ends within the horizon and whose office was not told of this end."""
    untold = Q(expiry_told_for=None) | ~Q(expiry_told_for=F("lapsed_since"))
    return Policy.objects.public().expiring(today, warned_until(today)).filter(untold)


@named(_("mail to an office about a document that soon ends"))
def send_warning(policy_id: int, officer_id: int, ends: str) -> None:
    """Mail an officer that a policy's term ends on the day before `ends` (ISO date). Called by the outbox.

    Nothing if the term was changed, the policy withdrawn or the officer gone meanwhile.
    """
    policy = Policy.objects.public().filter(pk=policy_id, lapsed_since=ends).select_related("current_version").first()
    officer = Officer.objects.filter(pk=officer_id, is_active=True).exclude(email="").first()
    if policy is None or officer is None or policy.current_version is None:
        return
    context = {
        "officer": officer,
        "title": policy.current_version.title,
        "number": policy.current_version.document_number,
        "last_day": date.fromordinal(date.fromisoformat(ends).toordinal() - 1),
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + policy.get_absolute_url(),
    }
    send_once(compose("emails/disclosure/policy_ends", context, to=officer.email))


@transaction.atomic
def _tell(key: int, today: date) -> bool:
    """Claim one end and queue its mails; False if another run was faster, or as long as there is nobody to tell."""
    policy = ends_to_tell(today).select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if policy is None or policy.lapsed_since is None:
        return False
    people = people_to_tell(policy, today)
    if not people:
        return False
    Policy.objects.filter(pk=key).update(expiry_told_for=policy.lapsed_since)
    ends = policy.lapsed_since.isoformat()
    for officer in people:
        payload = {"policy_id": key, "officer_id": officer, "ends": ends}
        enqueue(SEND_WARNING, payload, key=f"policy-ends:{key}:{ends}:{officer}", delivery=Delivery.ONCE)
    return True


def people_to_tell(policy: Policy, today: date) -> list[int]:
    """Return the officers (by id) with a mail address who write or sign for the issuing or the drafting office.

    For one that is dissolved, those of its heirs too: they may change what it made.
    """
    offices = {key for key in (policy.department_id, policy.drafting_department_id) if key}
    for gone in Department.objects.filter(pk__in=offices, dissolved_on__lte=today):
        offices |= Department.objects.heirs_of(gone)
    serving = Assignment.objects.current(today).filter(department__in=offices, role__in=TOLD_ROLES)
    people = Officer.objects.filter(pk__in=serving.values("officer"), is_active=True).exclude(email="")
    return list(people.order_by("pk").values_list("pk", flat=True))
