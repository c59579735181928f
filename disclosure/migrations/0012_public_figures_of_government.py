"""The government's own sums are found without reading every office's figures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0010_workbook_imports")]

    operations = [
        migrations.AddIndex(
            model_name="publicfigures",
            index=models.Index(
                condition=models.Q(("group", "government")),
                fields=["fiscal_year", "kind"],
                name="public_figures_of_government",
            ),
        ),
    ]
