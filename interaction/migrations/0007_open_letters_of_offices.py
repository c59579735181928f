"""Open letters by where they stand: the city's counted without reading the letters, an office's found at once."""

from django.db import migrations, models

IS_OPEN = ~models.Q(status="closed")


class Migration(migrations.Migration):
    dependencies = [("interaction", "0006_words_of_letters")]

    operations = [
        migrations.RemoveIndex("message", "message_open_newest"),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["status", "-received_at", "-id"],
                include=["department"],
                condition=IS_OPEN,
                name="message_open_newest",
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["department", "status", "-received_at", "-id"],
                condition=IS_OPEN,
                name="message_open_of_office",
            ),
        ),
    ]
