"""Let two older systems, taken over into two mailboxes, have the same numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interaction", "0004_public_copies")]

    operations = [
        migrations.RemoveConstraint("message", "message_once_per_source_number"),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                condition=models.Q(source_number__isnull=False),
                fields=["mailbox", "source", "source_number"],
                name="message_once_per_source_number",
            ),
        ),
    ]
