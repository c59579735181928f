"""The scope for statistics opens the orders of supervisors as well, and says so."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0033_several_predecessors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apiclient",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("statistics:read", "read overdue statistics and orders"),
                        ("messages:submit", "submit messages"),
                        ("items:write", "deliver items"),
                    ],
                    max_length=30,
                ),
                size=None,
                verbose_name="scopes",
            ),
        ),
    ]
