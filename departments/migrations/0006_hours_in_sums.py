"""In the sums, a duty counted in hours and missed on the very day is not on time, though its dates agree."""

from importlib import import_module

from django.db import migrations

sums = import_module("departments.migrations.0002_journal_and_sums")

ON_TIME = "d.met_on <= d.due_on)"
ON_TIME_WITH_HOURS = "d.met_on <= d.due_on AND (d.due_at IS NULL OR d.breached_on IS NULL))"


def functions(on_time: str) -> list[str]:
    """Return the statements that replace the bodies of the three trigger functions."""
    texts = []
    for name, (event, tables, contributions) in sums.TRIGGERS.items():
        text = sums.FUNCTION.format(
            name=name, event=event, tables=tables, contributions=contributions.replace(ON_TIME, on_time)
        )
        texts.append(text.partition("CREATE TRIGGER")[0])
    return texts


class Migration(migrations.Migration):
    dependencies = [("departments", "0005_breach_cycles")]

    operations = [migrations.RunSQL(functions(ON_TIME_WITH_HOURS), functions(ON_TIME))]
