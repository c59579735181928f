"""A finding remembers the cells and passages it is about, so that they can be marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0007_money_journals")]

    operations = [
        migrations.AddField(
            model_name="statementfinding",
            name="places",
            field=models.JSONField(default=list, verbose_name="places"),
        ),
    ]
