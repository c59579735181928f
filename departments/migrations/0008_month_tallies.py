"""Sums of whole months beside those of days: rates over years stay cheap."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO departments_monthtally (department_id, kind, channel, month, n_due, n_on_time)
SELECT department_id, kind, channel, date_trunc('month', due_on)::date, sum(n_due), sum(n_on_time)
FROM departments_dutytally GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):
    dependencies = [("departments", "0007_duty_lists_and_counts")]

    operations = [
        migrations.CreateModel(
            name="MonthTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("n_due", models.IntegerField(default=0)),
                ("n_on_time", models.IntegerField(default=0)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="departments.department"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "department", "kind", "channel"), name="month_tally_one_per_cell"
                    )
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
