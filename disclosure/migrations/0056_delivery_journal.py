"""What was delivered stays as it was delivered."""

from django.db import migrations

from foundation.journal.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0055_deliveries")]

    operations = [append_only("disclosure_delivery")]
