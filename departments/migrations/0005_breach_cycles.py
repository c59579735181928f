"""A breach can be annulled and come again: cycles, the excuse, rounds of warnings, indexes that fit them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_register_events")]

    operations = [
        migrations.CreateModel(
            name="WarningRound",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="dutyevent",
            name="duty_event_one_breach_per_due_date",
        ),
        migrations.RemoveIndex(
            model_name="duty",
            name="duty_to_sweep",
        ),
        migrations.AddField(
            model_name="duty",
            name="cycle",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="duty",
            name="is_excused",
            field=models.BooleanField(default=False, verbose_name="breach annulled"),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="cycle",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("breached_on", None),
                    ("cancelled_on", None),
                    ("is_excused", False),
                    ("is_suspended", False),
                    ("met_on", None),
                ),
                fields=["due_on"],
                name="duty_to_sweep",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("breached_on", None),
                    ("cancelled_on", None),
                    ("is_excused", False),
                    ("is_suspended", False),
                    ("met_on", None),
                    models.Q(("due_at", None), _negated=True),
                ),
                fields=["due_at"],
                name="duty_hours_to_sweep",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("breached_on__isnull", False),
                    ("cancelled_on", None),
                    ("met_on", None),
                    models.Q(("warned_on", None), ("warned_on__lt", models.F("breached_on")), _connector="OR"),
                ),
                fields=["id"],
                name="duty_breach_to_tell",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "breached")), fields=("duty", "cycle"), name="duty_event_one_breach_a_cycle"
            ),
        ),
    ]
