"""Finished work is forgotten after a while; finding it must not read the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(condition=models.Q(("status", "done")), fields=["finished_at"], name="outbox_done"),
        ),
    ]
