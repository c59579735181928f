"""An office may succeed several, as one that was merged from them does; the one that is known comes along."""

from django.db import migrations, models
from django.db.models import Min


def take_along(apps, schema_editor):
    offices = apps.get_model("departments", "Department").objects.using(schema_editor.connection.alias)
    succession = apps.get_model("departments", "Department").predecessors.through
    known = offices.exclude(predecessor=None).values_list("pk", "predecessor_id")
    succession.objects.bulk_create(
        succession(from_department_id=office, to_department_id=predecessor) for office, predecessor in known
    )


def take_back(apps, schema_editor):
    """Keep of several predecessors the one that was entered first: there is room for no other."""
    offices = apps.get_model("departments", "Department").objects.using(schema_editor.connection.alias)
    succession = apps.get_model("departments", "Department").predecessors.through
    first = succession.objects.values("from_department_id").annotate(first=Min("pk")).values("first")
    for office, predecessor in succession.objects.filter(pk__in=first).values_list(
        "from_department_id", "to_department_id"
    ):
        offices.filter(pk=office).update(predecessor_id=predecessor)


class Migration(migrations.Migration):
    dependencies = [("departments", "0032_orders")]

    operations = [
        migrations.AddField(
            model_name="department",
            name="predecessors",
            field=models.ManyToManyField(
                blank=True, related_name="successors", to="departments.department", verbose_name="predecessors"
            ),
        ),
        migrations.RunPython(take_along, take_back),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveField(model_name="department", name="predecessor"),
    ]
