"""The figures reckoned independently on 400 real messages come out of the product, under every rule.

The sample carries no licence and is therefore not part of the project: it is read from beside the checkout. Where it is
absent these tests are skipped, and the cases of `test_import.py` stand alone.
"""

import csv
import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from departments.models import Duty
from interaction.models import Message, Reply
from tests.factories.interaction import MailboxFactory

SAMPLE = Path(settings.BASE_DIR).parent / "shared" / "data" / "messages_sample.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.is_file(), reason=f"NOT CHECKED: the 400 sample messages are not at {SAMPLE}"),
]

FIGURES = {
    "reply-7-days": 162,
    "reply-7-days-rolled": 167,
    "reply-5-working-days": 164,
    "reply-7-working-days": 205,
    "reply-15-working-days": 305,
    "reply-20-working-days": 346,
}
EVEN, EVEN_IN_TIME = 193, 87


@pytest.fixture(autouse=True)
def leader(bureau):
    """The mailbox into which messages are taken over unless another is named."""
    return MailboxFactory(code="leader", name="领导信箱", department=bureau)


def run(path: Path, *options: str) -> dict[str, object]:
    """Return the last line of the command as an object."""
    out = io.StringIO()
    call_command("import_messages", str(path), "--json", *options, stdout=out, verbosity=0)
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.parametrize(("rule", "in_time"), FIGURES.items())
def test_so_many_were_answered_in_time(rule, in_time):
    result = run(SAMPLE, "--rule", rule)
    assert (result["rows"], result["imported"], result["skipped"]) == (400, 400, 0)
    assert (result["answered_in_time"], result["rule"]) == (in_time, rule)
    assert Duty.objects.met_in_time().count() == in_time
    assert Duty.objects.filter(breached_on__isnull=False).count() == 400 - in_time


def test_of_the_even_numbers_so_many(tmp_path):
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if int(row["留言编号"]) % 2 == 0]
    path = tmp_path / "even.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    result = run(path)
    assert (result["rows"], result["answered_in_time"]) == (EVEN, EVEN_IN_TIME)


def test_taken_over_again_nothing_is_written_and_the_figures_stand():
    run(SAMPLE)
    result = run(SAMPLE)
    assert (result["rows"], result["imported"], result["skipped"]) == (400, 0, 400)
    assert result["answered_in_time"] == FIGURES["reply-7-days"]
    assert Message.objects.count() == Duty.objects.count() == 400


def test_every_text_is_kept_whole():
    run(SAMPLE)
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            message = Message.objects.get(source_number=row["留言编号"])
            assert message.text == row["留言详情"]
            assert message.subject == row["留言主题"].strip()
            assert Reply.objects.get(message=message).imported_text == row["答复意见"]
