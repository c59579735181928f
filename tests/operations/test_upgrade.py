"""A database of an earlier release is migrated, and everything in it is there as before.

The earlier state is made by the earlier migrations. Its rows are those of a city made by today's services, as far as
the earlier tables have columns for them: what needs later tables (policies, the journal of changes) is not among them.
"""

import contextlib
import io
import json

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from psycopg2 import sql

from departments.officers.roles import Role
from foundation.files.fields import validate_upload
from foundation.files.serving import private_storage
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.disclosure import corrected_with_file, published
from tests.factories.interaction import MailboxFactory, bring_to, receive
from tests.foundation.files import samples
from tests.operations.databases import Address, address, ask, empty_database, environment_on
from tests.processes import python

pytestmark = pytest.mark.host

EARLIER = {
    "departments": "0013_auditors_and_rectification",
    "disclosure": "0015_rectification_journal",
    "interaction": "0003_receipt_prefix",
}
NOT_CARRIED = {"departments_dutydelta", "departments_dutysum", "auth_permission", "django_content_type"}
"""The sums of duties, which triggers write for every duty that comes in; and what `migrate` itself fills."""

MIGRATE_TO_EARLIER = f"""
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
earlier = {EARLIER!r}
rest = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in earlier]
executor.migrate([*rest, *earlier.items()])
"""
MIGRATE_AND_VERIFY = """
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
call_command("verify_versions", files=True)
call_command("verify_duties", json=True)
from interaction.models import Message
from interaction.messages.senders import read_sender
print(*(read_sender(message).name for message in Message.objects.all()))
"""


def fill_the_city() -> None:
    """Two offices, published and corrected documents with files, letters in several states."""
    city = CityFactory()
    office = DepartmentFactory(parent=city)
    published(office, title="关于做好防汛工作的通知")
    corrected_with_file(office)
    box = MailboxFactory(department=office)
    people = {"handler": officer_in(office, Role.HANDLER), "reviewer": officer_in(office, Role.CHECKER)}
    bring_to("in_review", box, **people)
    upload = SimpleUploadedFile("照片.pdf", samples.PDF)
    validate_upload(upload)
    receive(box, files=[upload])


def tables_of(at: Address) -> dict[str, list[str]]:
    """Return the columns of every table, by table, in their order."""
    rows = ask(
        at,
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position",
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def rows_of(at: Address, table: str, columns: list[str]) -> list[str]:
    """Return each row of these columns as one line, in the order of their words."""
    chosen = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(chosen, sql.Identifier(table))
    with contextlib.closing(psycopg2.connect(**at)) as database, database.cursor() as cursor:
        written = io.StringIO()
        cursor.copy_expert(query, written)
    return sorted(written.getvalue().splitlines())


def carry_over(source: Address, target: Address, columns: dict[str, list[str]]) -> list[str]:
    """Copy the rows of the source into the empty tables of the target; return the tables that got any.

    Foreign keys are checked at the end of the transaction, so the order does not matter.
    """
    filled = []
    with contextlib.closing(psycopg2.connect(**target)) as database, database, database.cursor() as cursor:
        for table, names in columns.items():
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
            rows = [] if cursor.fetchone()[0] or table in NOT_CARRIED else rows_of(source, table, names)
            if rows:
                chosen = sql.SQL(", ").join(map(sql.Identifier, names))
                copying = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), chosen)
                cursor.copy_expert(copying, io.StringIO("\n".join([*rows, ""])))
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, names[0]])
                if sequence := cursor.fetchone()[0]:
                    most = sql.SQL("SELECT setval(%s, (SELECT max({}) FROM {}))")
                    cursor.execute(most.format(sql.Identifier(names[0]), sql.Identifier(table)), [sequence])
                filled.append(table)
    return filled


@pytest.mark.django_db(transaction=True)
def test_everything_survives_the_way_from_an_earlier_release(tmp_path):
    fill_the_city()
    source = address()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "private").symlink_to(private_storage().path(""))
    with empty_database() as target:
        env = environment_on(target, tmp_path)
        python(MIGRATE_TO_EARLIER, env)
        earlier, today = tables_of(target), tables_of(source)
        assert "disclosure_policy" not in earlier
        columns = {table: [name for name in names if name in today[table]] for table, names in earlier.items()}
        filled = carry_over(source, target, columns)
        assert {
            "departments_duty",
            "departments_dutyevent",
            "disclosure_version",
            "disclosure_versionattachment",
        } <= set(filled)
        assert {"interaction_message", "interaction_reply", "interaction_messageattachment"} <= set(filled)
        before = {table: rows_of(target, table, columns[table]) for table in filled}

        told = python(MIGRATE_AND_VERIFY, env).splitlines()
        assert {table: rows_of(target, table, columns[table]) for table in filled} == before
        assert any(line.endswith("versions read, 0 faults") and not line.startswith("0 ") for line in told)
        assert json.loads(next(line for line in told if line.startswith("{"))) == {"differences": []}
        assert told[-1] == "欧阳明月 欧阳明月"
        journal = ask(target, "SELECT count(*) FROM disclosure_change WHERE action = 'appeared'")
        assert journal == ask(source, "SELECT count(*) FROM disclosure_item WHERE visibility = 'public'") != [(0,)]
