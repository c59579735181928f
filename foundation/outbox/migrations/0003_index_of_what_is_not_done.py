"""Few entries are not done; a list of those that failed must not read the others."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_index_of_what_is_done")]

    operations = [
        migrations.AddIndex(
            "outboxentry",
            models.Index(fields=["status", "-id"], condition=~Q(status="done"), name="outbox_not_done"),
        )
    ]
