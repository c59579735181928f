"""The morning's round: whoever owes, handles or supervises is told once a working day what falls due and what is late.

The round of a day claims every duty whose warning day has come and every breach not yet told, each with a WARNED
event, and then queues one digest per person. It runs at most once a working day: what comes up later in the day is
told the next morning. A round that is killed goes on where it stood; two at once take turns at the row of the day.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import ONE_DAY, WorkCalendar
from departments.duties.acting import roles_that_act
from departments.duties.clock import local_date_of
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty, WarningRound
from departments.duties.querysets import is_unhandled
from departments.duties.reckoning import warning_day
from departments.officers.models import Assignment, Officer
from departments.officers.roles import Role
from foundation.outbox.models import Delivery
from foundation.outbox.services import enqueue

WORK_BEGINS, WORK_ENDS = time(8, 30), time(17, 30)
"""Nobody is mailed outside these hours of a working day (Asia/Shanghai). Source: the city's own office hours."""

BATCH = 1000
ROUNDS_KEPT = timedelta(days=400)
SEND_DIGEST = "departments.duties.digest.send_digest"

CLAIM = """
WITH pick AS (
    SELECT id FROM departments_duty
    WHERE met_on IS NULL AND cancelled_on IS NULL AND {is_due}
    ORDER BY id LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
), hit AS (
    UPDATE departments_duty d SET warned_on = %(today)s FROM pick WHERE d.id = pick.id
    RETURNING d.id, d.due_on, d.cycle
), event AS (
    INSERT INTO departments_dutyevent
        (duty_id, kind, effective_on, recorded_at, actor_kind, reason, parameters, due_before, calendar_version, cycle)
    SELECT id, 'warned', %(today)s, %(now)s, 'system', '{reason}', '{{}}', due_on, '', cycle FROM hit
)
SELECT count(*) FROM hit
"""

CLAIM_DUE_SOON = CLAIM.format(
    reason="due_soon",
    is_due="""breached_on IS NULL AND NOT is_suspended AND NOT is_excused AND warned_on IS NULL
      AND due_on BETWEEN %(today)s AND %(horizon)s""",
)
CLAIM_OVERDUE = CLAIM.format(
    reason="overdue", is_due="breached_on IS NOT NULL AND (warned_on IS NULL OR warned_on < breached_on)"
)


def warn(*, now: datetime) -> bool:
    """Hold the round of the day if it is not held yet; return whether this call finished it.

    Outside working hours nothing happens.
    """
    calendar, today = current_calendar(), local_date_of(now)
    if not is_working_time(now, calendar):
        return False
    WarningRound.objects.get_or_create(day=today)
    claims = {"now": now, "today": today, "horizon": last_due_date_to_warn_of(today, calendar), "batch": BATCH}
    for statement in (CLAIM_DUE_SOON, CLAIM_OVERDUE):
        while _claim_batch(statement, claims) == BATCH:
            pass
    return _finish(now=now)


def is_working_time(now: datetime, calendar: WorkCalendar) -> bool:
    """Tell whether offices work at the instant `now`: the calendar's working days, `WORK_BEGINS` to `WORK_ENDS`."""
    local = timezone.localtime(now)
    return calendar.is_working(local.date()) and WORK_BEGINS <= local.time() < WORK_ENDS


def last_due_date_to_warn_of(today: date, calendar: WorkCalendar) -> date:
    """Return the last due date whose warning day has come on `today`; all earlier ones have theirs behind them."""
    due_on = today
    while warning_day(due_on + ONE_DAY, calendar) <= today:
        due_on += ONE_DAY
    return due_on


def people_to_tell(duties: Iterable[Duty], today: date) -> set[int]:
    """Return the officers (by id) who have something in these duties: handlers, and supervisors of the offices.

    Where no handler is named, or the one named may not act there any more, all of the office who act on such duties
    are told.
    """
    held = list(_assignments(today))
    acting: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for officer_id, _department, role, path in held:
        acting[officer_id].add((role, path))
    people, unhandled, paths = set(), set(), set()
    for duty in duties:
        office, roles, handler_id = duty.department.path, roles_that_act(duty.kind), duty.handler_id
        paths.add(office)
        if handler_id and any(role in roles and office.startswith(path) for role, path in acting[handler_id]):
            people.add(handler_id)
        else:
            unhandled |= {(duty.department_id, role) for role in roles}
    for officer_id, department_id, role, path in held:
        acts = (department_id, role) in unhandled
        supervises = role == Role.SUPERVISOR and any(office.startswith(path) for office in paths)
        if acts or supervises:
            people.add(officer_id)
    return people


def duties_of(officer: Officer, today: date) -> Q:
    """Return the condition "the digest of this officer names the duty"; the counterpart of `people_to_tell`."""
    concerned = of_nobody_else = Q(pk__in=())
    for assignment in Assignment.objects.current(today).filter(officer=officer).select_related("department"):
        below = Q(department__path__startswith=assignment.department.path)
        acts = Q(kind__in=[kind for kind in DutyKind if assignment.role in roles_that_act(kind)])
        if assignment.role == Role.SUPERVISOR:
            concerned |= below
        concerned |= Q(handler=officer) & acts & below
        of_nobody_else |= acts & Q(department=assignment.department_id)
    return concerned | (of_nobody_else & is_unhandled(today))


def _claim_batch(statement: str, claims: dict[str, Any]) -> int:
    """Claim a batch while holding the row of the day; nothing once the round is finished."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _is_open(claims["today"]):
            return 0
        cursor.execute(statement, claims)
        (claimed,) = cursor.fetchone()
    return claimed


@transaction.atomic
def _finish(*, now: datetime) -> bool:
    """Queue one digest per person for what was claimed today and close the round; False if it was closed already."""
    today = local_date_of(now)
    if not _is_open(today):
        return False
    told = Duty.objects.open().filter(warned_on=today).select_related("department")
    people = people_to_tell(told.iterator(BATCH), today)
    with_address = Officer.objects.filter(pk__in=people, is_active=True).exclude(email="").order_by("pk")
    for officer_id in with_address.values_list("pk", flat=True):
        payload = {"officer_id": officer_id, "day": today.isoformat()}
        enqueue(SEND_DIGEST, payload, key=f"duty-digest:{officer_id}:{today}", delivery=Delivery.ONCE)
    WarningRound.objects.filter(day=today).update(finished_at=now)
    WarningRound.objects.filter(day__lt=today - ROUNDS_KEPT).delete()
    return True


def _is_open(today: date) -> bool:
    """Lock the row of the day until the transaction ends and tell whether its round goes on."""
    return WarningRound.objects.select_for_update().get(day=today).finished_at is None


def _assignments(today: date) -> Iterable[tuple[int, int, str, str]]:
    return Assignment.objects.current(today).values_list("officer_id", "department_id", "role", "department__path")
