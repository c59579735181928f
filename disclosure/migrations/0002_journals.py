"""What was published and every step of an item become append-only."""

from django.db import migrations

from foundation.journal.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]

    operations = [
        append_only("disclosure_version"),
        append_only("disclosure_versionattachment"),
        append_only("disclosure_itemevent"),
    ]
