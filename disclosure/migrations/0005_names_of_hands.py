"""The hands an item passed through are named for the back office."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0004_first_publication_once")]

    operations = [
        migrations.AlterField(
            model_name="item",
            name=name,
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name=words,
            ),
        )
        for name, words in (("submitted_by", "submitted by"), ("signed_by", "signed by"))
    ]
