"""Say first day and last day of an assignment: "from" and "to" are said of statuses elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0008_month_tallies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="ends_on",
            field=models.DateField(
                blank=True, help_text="The last day; empty: until further notice.", null=True, verbose_name="last day"
            ),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="starts_on",
            field=models.DateField(verbose_name="first day"),
        ),
    ]
