"""A document is noted for each subscription of an address that it fits: ending one takes nothing from the others."""

from django.db import migrations, models


def drop_twins(apps, schema_editor):
    """Keep of a document noted for several subscriptions of an address the first, as the constraint before asks."""
    notices = apps.get_model("disclosure", "Notice").objects.using(schema_editor.connection.alias)
    first = notices.values("digest", "kind", "key").annotate(first=models.Min("pk")).values("first")
    notices.exclude(pk__in=first).delete()


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
        migrations.RunPython(migrations.RunPython.noop, drop_twins),
        migrations.RunSQL(migrations.RunSQL.noop, "SET CONSTRAINTS ALL IMMEDIATE"),
    ]
