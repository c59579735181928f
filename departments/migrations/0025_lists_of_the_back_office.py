"""Duties found by the beginning of their titles, changes of the register by their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0023_journal_of_log_ins")]

    operations = [
        migrations.AddIndex(
            "duty", models.Index(fields=["title"], name="duty_by_title", opclasses=["varchar_pattern_ops"])
        ),
        migrations.AddIndex("registerevent", models.Index(fields=["at"], name="register_by_time")),
    ]
