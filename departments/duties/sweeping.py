"""The sweep: everything due and not yet recorded gets its breach, with its true date, exactly once.

Batches, each one statement in a transaction of its own that picks, marks and writes the events; the triggers of the
table write the change of the sums beside it. Rows that somebody is working on are skipped, so no reply waits behind the
sweep; the next run finds them, or the reply has written the breach itself. Missed runs lose nothing: a breach's date
follows from the due date, not from the run. Two runs at once do nothing twice: the row lock and `breached_on IS NULL`
see to it, a unique index of the journal stands below.
"""

import json
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from departments.duties.clock import local_date_of
from departments.duties.models import SweepRun
from departments.duties.standing import UNTOLD
from departments.duties.sums import fold_deltas

BATCH = 1000
RUNS_KEPT = timedelta(days=30)

STATEMENT = """
WITH pick AS (
    SELECT id FROM departments_duty
    WHERE met_on IS NULL AND cancelled_on IS NULL AND breached_on IS NULL AND NOT is_suspended AND NOT is_excused
      AND {is_due}
    ORDER BY {order} LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
), hit AS (
    UPDATE departments_duty d SET breached_on = {breach_date}{untold} FROM pick WHERE d.id = pick.id
    RETURNING d.id, d.due_on, d.breached_on, d.cycle
), event AS (
    INSERT INTO departments_dutyevent
        (duty_id, kind, effective_on, recorded_at, actor_kind, reason, parameters, due_before, calendar_version, cycle)
    SELECT id, 'breached', breached_on, %(now)s, 'system', '', '{parameters}', due_on, '', cycle FROM hit
    ON CONFLICT (duty_id, cycle) WHERE kind = 'breached' DO NOTHING
)
SELECT count(*) FROM hit
"""

BY_DAYS = STATEMENT.format(
    is_due="due_on < %(today)s AND due_at IS NULL",
    order="due_on",
    breach_date="d.due_on + 1",
    untold="",
    parameters="{}",
)
# hours can end on the day whose morning round told of them as due soon: that they are missed must be told as well
BY_HOURS = STATEMENT.format(
    is_due="due_at IS NOT NULL AND due_at < %(now)s",
    order="due_at",
    breach_date="(d.due_at AT TIME ZONE 'Asia/Shanghai')::date",
    untold=", warned_on = NULL",
    parameters=json.dumps(UNTOLD),
)


def sweep(*, now: datetime) -> int:
    """Record every breach that has come about by the instant `now`, fold the sums, note the run; return how many."""
    breached = sum(_sweep_all(statement, now) for statement in (BY_DAYS, BY_HOURS))
    fold_deltas()
    SweepRun.objects.create(started_at=now, finished_at=timezone.now(), n_breached=breached)
    SweepRun.objects.filter(finished_at__lt=now - RUNS_KEPT).delete()
    return breached


def _sweep_all(statement: str, now: datetime) -> int:
    total = 0
    while True:
        hit = _sweep_batch(statement, now)
        total += hit
        if hit < BATCH:
            return total


def _sweep_batch(statement: str, now: datetime) -> int:
    """Run one batch: a single statement, and so a transaction of its own unless the caller has opened one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now, "today": local_date_of(now), "batch": BATCH})
        (hit,) = cursor.fetchone()
    return hit
