"""Indexes for the supervision desk: open duties by date, and the few whose date is provisional or whose clock stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_register_events")]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("cancelled_on", None), ("met_on", None)),
                fields=["due_on", "id"],
                name="duty_open_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("cancelled_on", None), ("is_provisional", True), ("met_on", None)),
                fields=["department"],
                name="duty_provisional",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("cancelled_on", None), ("is_suspended", True), ("met_on", None)),
                fields=["department"],
                name="duty_suspended",
            ),
        ),
    ]
