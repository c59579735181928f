"""The same row from several connections at once: one item, and everybody gets the same answer."""

import json
from pathlib import Path

import pytest

from departments.models import ApiClient
from disclosure.items.services import sign_item
from disclosure.models import Delivery, Item, ItemAttachment
from foundation.files.serving import private_storage
from tests.disclosure.deliveries.sending import DELIVERIES, file, item_of, push_one
from tests.disclosure.items.test_publishing_together import together
from tests.factories.disclosure import MORNING

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def stored_files() -> set[str]:
    return {path.name for path in Path(private_storage().path("items")).rglob("*") if path.is_file()}


def outcomes_of(machine, rows) -> list[tuple[str, int | None]]:
    """Send each row in a request of its own, all at the same moment."""

    def call(row):
        answer = machine.post(DELIVERIES, {"items": [row]}, format="json")
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)["results"][0]

    results = together([lambda row=row: call(row) for row in rows])
    return [(one["outcome"], one["id"]) for one in results]


def test_one_row_sent_at_once_from_many_is_one_item(machine, row):
    push_one(machine, {**row, "key": "OA-1", "attachments": [file()]})  # the folder of the month is there
    before = stored_files()
    outcomes = outcomes_of(machine, [{**row, "submit": True, "attachments": [file()]}] * AT_ONCE)
    item = item_of(row["key"])
    assert sorted(outcomes) == [("created", item.pk), *[("repeated", item.pk)] * (AT_ONCE - 1)]
    assert Item.objects.count() == Delivery.objects.count() == ItemAttachment.objects.count() == 2
    assert item.events.count() == 1
    assert stored_files() - before == {item.attachments.get().file.name.rpartition("/")[2]}


def test_two_contents_under_one_key_at_once_are_one_item_and_a_refusal(machine, row):
    outcomes = outcomes_of(machine, [row, {**row, "title": "关于另一件事情的通知"}])
    assert sorted(outcome for outcome, _pk in outcomes) == ["created", "refused"]
    assert Item.objects.count() == 1


def test_one_correction_sent_at_once_from_many_is_made_once(machine, row, signatory):
    push_one(machine, {**row, "submit": True})
    sign_item(item_of(row["key"]), by=signatory, at=MORNING)
    mended = {
        **row,
        "key": "OA-2",
        "corrects": row["key"],
        "title": "关于更正目录的通知",
        "reason": "更正。",
        "submit": True,
    }
    outcomes = outcomes_of(machine, [mended] * AT_ONCE)
    assert sorted(outcome for outcome, _pk in outcomes) == ["changed", *["repeated"] * (AT_ONCE - 1)]
    item = Item.objects.get()
    assert (item.status, item.title) == ("submitted", "关于更正目录的通知")
    assert item.events.filter(status_before="published").count() == 1


def test_rows_of_other_keys_do_not_wait_for_each_other(machine, row):
    outcomes = outcomes_of(machine, [{**row, "key": f"OA-{number}"} for number in range(AT_ONCE)])
    assert {outcome for outcome, _pk in outcomes} == {"created"}
    assert Item.objects.count() == AT_ONCE
    assert ApiClient.objects.get().deliveries.count() == AT_ONCE
