"""The responsible officer of an API client, in whose name its deliveries are drafted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0016_policy_rules")]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="acts_for",
            field=models.ForeignKey(
                blank=True,
                help_text="Needed to deliver items: they are drafted in this officer's name, so this officer can't sign them. An author of the office.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="api_clients",
                to=settings.AUTH_USER_MODEL,
                verbose_name="responsible officer",
            ),
        ),
        migrations.AlterField(
            model_name="apiclient",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="registered by",
            ),
        ),
    ]
