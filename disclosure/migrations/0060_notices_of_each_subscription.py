"""A document is noted for each subscription of an address that it fits: ending one takes nothing from the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0059_longest_subscribed_question")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_once_per_address"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("digest", "kind", "key", "subscription"), name="notice_once_per_subscription"
            ),
        ),
    ]
