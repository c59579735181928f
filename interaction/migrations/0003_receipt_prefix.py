"""Give every mailbox the letters with which its receipt numbers begin."""

import django.core.validators
from django.db import migrations, models

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def fill(apps, schema_editor):
    """Name the mailboxes there are AA, AB, AC ...; the administrator may choose better letters."""
    for number, mailbox in enumerate(apps.get_model("interaction", "Mailbox").objects.order_by("pk")):
        mailbox.receipt_prefix = LETTERS[number // len(LETTERS)] + LETTERS[number % len(LETTERS)]
        mailbox.save(update_fields=["receipt_prefix"])


def prefix(**options):
    return models.CharField(
        help_text="Receipt numbers read LD-20261123-0007. Numbers already given out stay as they are.",
        max_length=4,
        validators=[
            django.core.validators.RegexValidator("^[A-Z]{2,4}\\Z", "Two to four capital letters, such as LD.")
        ],
        verbose_name="start of the receipt numbers",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("interaction", "0002_journal")]

    operations = [
        migrations.AddField("mailbox", "receipt_prefix", prefix(default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("mailbox", "receipt_prefix", prefix(unique=True)),
    ]
