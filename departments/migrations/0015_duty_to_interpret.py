"""An interpretation can be owed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0013_auditors_and_rectification"),
    ]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "reply to a message"),
                    ("publication", "publication"),
                    ("rectification", "rectification"),
                    ("interpretation", "interpretation of a policy"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
