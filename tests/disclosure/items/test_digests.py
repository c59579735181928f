"""The chain of digests: any later change to what was published shows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from disclosure.items.digests import Fault, Finding, PublishedText, digest_of, verify_versions
from disclosure.items.services import save_draft, sign_item, submit_item
from disclosure.models import Version
from tests.factories.disclosure import MORNING, ItemAttachmentFactory, submitted, under_revision

FIRST = PublishedText(
    index_number="1199/201406-00001",
    number=1,
    published_at=datetime(2014, 6, 16, 1, 30, tzinfo=UTC),
    signed_by=7,
    reason="",
    content={"title": "关于印发《A市新图》的通知", "formed_on": date(2014, 6, 12), "effective_on": None},
    attachments=[("附件.pdf", "a" * 64)],
    previous_digest="",
)


def chain(length: int) -> list[tuple[PublishedText, str]]:
    links, previous = [], ""
    for number in range(1, length + 1):
        text = replace(FIRST, number=number, previous_digest=previous)
        previous = digest_of(text)
        links.append((text, previous))
    return links


def test_an_untouched_chain_holds_in_any_order():
    assert verify_versions(reversed(chain(4))) == []


def test_the_same_moment_in_another_zone_is_the_same_version():
    shanghai = FIRST.published_at.astimezone(timezone(timedelta(hours=8)))
    assert digest_of(replace(FIRST, published_at=shanghai)) == digest_of(FIRST)


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": FIRST.published_at - timedelta(days=1)},
        {"signed_by": 8},
        {"content": {**FIRST.content, "title": "关于印发《B市新图》的通知"}},
        {"content": {**FIRST.content, "formed_on": date(2014, 6, 11)}},
        {"attachments": [("附件.pdf", "b" * 64)]},
        {"attachments": []},
        {"reason": "更正"},
        {"index_number": "1199/201406-00002"},
    ],
    ids=str,
)
def test_any_change_to_a_version_shows(change):
    links = chain(3)
    links[1] = (replace(links[1][0], **change), links[1][1])
    assert verify_versions(links) == [Finding(2, Fault.CONTENT)]


def test_a_version_rewritten_with_a_fitting_digest_breaks_the_one_after():
    links = chain(3)
    forged = replace(links[1][0], signed_by=8)
    links[1] = (forged, digest_of(forged))
    assert verify_versions(links) == [Finding(3, Fault.CHAIN)]


def test_a_missing_version_shows():
    links = chain(3)
    del links[1]
    assert Finding(3, Fault.GAP) in verify_versions(links)


def tamper(statement: str, *parameters: object) -> None:
    """Change a journal as somebody with the rights of the database's owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture
def corrected(bureau, signatory):
    """A published item with two versions and a file."""
    item = under_revision(bureau)
    ItemAttachmentFactory(item=item)
    item.body = "<p>更正后的正文。</p>"
    save_draft(item, by=item.author, at=MORNING)
    return sign_item(submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING)


@pytest.mark.django_db
def test_the_command_finds_nothing_in_what_the_services_wrote(corrected, capsys):
    call_command("verify_versions")
    assert "2" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE disclosure_version SET body = '<p>悄悄改过的正文。</p>' WHERE item_id = %s AND number = 1", 1),
        ("UPDATE disclosure_version SET published_at = published_at - interval '1 day' WHERE item_id = %s", 2),
        (
            "DELETE FROM disclosure_versionattachment WHERE version_id IN "
            "(SELECT id FROM disclosure_version WHERE item_id = %s)",
            2,
        ),
    ],
)
def test_the_command_names_a_version_that_was_tampered_with(corrected, statement, number, capsys):
    tamper(statement, corrected.pk)
    with pytest.raises(CommandError):
        call_command("verify_versions")
    assert f"{corrected.index_number} {number} content" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_compares_the_files_themselves(bureau, signatory, capsys):
    item = submitted(bureau)
    ItemAttachmentFactory(item=item)
    sign_item(item, by=signatory, at=MORNING)
    assert Version.objects.get().attachments.get().sha256 == "5" * 64
    with pytest.raises(CommandError):
        call_command("verify_versions", "--files")
    assert "任务分解表.xlsx" in capsys.readouterr().out
