"""Every step of a rectification is kept: its table becomes append-only."""

from django.db import migrations

from foundation.journal.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0014_audits")]

    operations = [append_only("disclosure_rectificationevent")]
