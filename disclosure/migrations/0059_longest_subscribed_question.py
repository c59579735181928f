"""A subscribed search may be as long as a search may be: in an address a Chinese character takes nine signs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0058_webhooks")]

    operations = [
        migrations.AlterField(
            model_name="subscription",
            name="question",
            field=models.CharField(blank=True, max_length=2000),
        )
    ]
