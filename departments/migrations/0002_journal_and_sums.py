"""Events of duties become append-only; every change of a duty writes its change of the sums in the same transaction.

Statement triggers, so that the services, the sweep, the back office and a person at psql are all exact without trying.
"""

from django.db import migrations

from foundation.journal.operations import append_only

CONTRIBUTION = """
    SELECT d.department_id, d.kind, d.channel, r.unit, d.due_on, {sign} AS sign,
           (d.met_on IS NULL)::int AS is_open, (d.met_on IS NOT NULL AND d.met_on <= d.due_on)::int AS is_on_time,
           (d.breached_on IS NOT NULL)::int AS is_breached
    FROM {rows} d JOIN departments_deadlinerule r ON r.id = d.rule_id
    WHERE d.cancelled_on IS NULL AND NOT d.is_suspended
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION departments_duty_{name}_delta() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO departments_dutydelta (department_id, kind, channel, unit, due_on, n_due, n_open, n_on_time, n_breached)
    SELECT department_id, kind, channel, unit, due_on, sum(sign), sum(sign * is_open), sum(sign * is_on_time),
           sum(sign * is_breached)
    FROM ({contributions}) change
    GROUP BY department_id, kind, channel, unit, due_on
    HAVING sum(sign) <> 0 OR sum(sign * is_open) <> 0 OR sum(sign * is_on_time) <> 0 OR sum(sign * is_breached) <> 0;
    RETURN NULL;
END
$body$;
CREATE TRIGGER departments_duty_{name}_delta AFTER {event} ON departments_duty
    REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION departments_duty_{name}_delta();
"""

PLUS = CONTRIBUTION.format(sign="1", rows="rows_after")
MINUS = CONTRIBUTION.format(sign="-1", rows="rows_before")
AFTER, BEFORE = "NEW TABLE AS rows_after", "OLD TABLE AS rows_before"

TRIGGERS = {
    "insert": ("INSERT", AFTER, PLUS),
    "update": ("UPDATE", f"{BEFORE} {AFTER}", f"{MINUS} UNION ALL {PLUS}"),
    "delete": ("DELETE", BEFORE, MINUS),
}


def sum_triggers() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            FUNCTION.format(name=name, event=event, tables=tables, contributions=contributions),
            f"DROP TRIGGER departments_duty_{name}_delta ON departments_duty; DROP FUNCTION departments_duty_{name}_delta();",
        )
        for name, (event, tables, contributions) in TRIGGERS.items()
    ]


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial")]

    operations = [append_only("departments_dutyevent"), *sum_triggers()]
