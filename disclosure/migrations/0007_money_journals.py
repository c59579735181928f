"""What was published of public money, and every step that led there, becomes append-only; the first day is kept."""

from django.db import migrations

from foundation.journal.operations import append_only
from foundation.journal.write_once import write_once


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_public_money")]

    operations = [
        append_only("disclosure_statementversion"),
        append_only("disclosure_statementevent"),
        write_once("disclosure_statement", ["first_published_at"]),
    ]
