"""The timeline of a message becomes append-only."""

from django.db import migrations

from foundation.journal.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("interaction", "0001_initial")]

    operations = [append_only("interaction_messageevent")]
