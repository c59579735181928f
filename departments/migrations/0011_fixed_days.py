"""Rules that end on a fixed day of the year: budgets by 31 March."""

import django.core.validators
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("departments", "0010_names_of_persons")]

    operations = [
        migrations.AddField(
            "deadlinerule",
            "month",
            models.PositiveSmallIntegerField(
                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(12)], verbose_name="month"
            ),
        ),
        migrations.AddField(
            "deadlinerule",
            "day",
            models.PositiveSmallIntegerField(
                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(31)], verbose_name="day"
            ),
        ),
        migrations.AlterField(
            "deadlinerule",
            "unit",
            models.CharField(
                choices=[
                    ("natural_day", "natural days"),
                    ("working_day", "working days"),
                    ("month", "months"),
                    ("hour", "hours"),
                    ("date", "a fixed day of the year"),
                ],
                max_length=12,
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            "deadlinerule",
            models.CheckConstraint(
                condition=Q(unit="date", month__range=(1, 12), day__range=(1, 31), quantity=1)
                | (~Q(unit="date") & Q(month=None, day=None)),
                name="deadline_rule_fixed_day",
                violation_error_message="A fixed day of the year needs its month and day and the quantity 1.",
            ),
        ),
    ]
