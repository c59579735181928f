"""Rows become drafts by the services of items: the same rules, the same four eyes, each row whole or not at all."""

import pytest
from django.core.files.storage import Storage
from django.db import InternalError, transaction
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.deliveries.desk import desk_digest
from disclosure.items.services import delete_draft, return_item, save_draft, sign_item, submit_item, withdraw_item
from disclosure.models import Delivery, Item, ItemAttachment
from foundation.files.serving import private_storage
from foundation.refusals import NotAllowed, WrongState
from tests.disclosure.deliveries.sending import file, item_of, push, push_one
from tests.factories.departments import AssignmentFactory, DepartmentFactory, officer_in
from tests.factories.disclosure import MORNING, CategoryFactory
from tests.foundation.files.samples import PNG
from tests.reports.dashboard.test_api import machine_of

pytestmark = pytest.mark.django_db


def publish(machine, row, signatory) -> Item:
    """Deliver the row and have it signed."""
    assert push_one(machine, {**row, "submit": True})["outcome"] == "created"
    return sign_item(item_of(row["key"]), by=signatory, at=MORNING)


def correction(row, key="OA-2", **changes):
    return {**row, "corrects": row["key"], "key": key, **changes}


def test_a_row_becomes_a_draft_of_the_responsible_officer(machine, row, author, bureau, column, other_bureau):
    result = push_one(
        machine,
        {
            **row,
            "body": "<p onclick=x>正文<script>x</script></p>",
            "co_issuers": [other_bureau.code],
            "drafting_office": other_bureau.code,
            "effective_on": "2014-07-01",
            "attachments": [file(), file("图.png", PNG)],
        },
    )
    item = Item.objects.get()
    assert (result["outcome"], result["status"], result["id"]) == ("created", "draft", item.pk)
    assert (item.author, item.status, item.department, item.category) == (author, "draft", bureau, column)
    assert item.body == "<p>正文</p>"
    assert list(item.co_issuers.all()) == [other_bureau]
    assert item.drafting_department == other_bureau
    assert item.effective_on.isoformat() == "2014-07-01"
    assert list(item.attachments.values_list("name", "content_type")) == [
        ("目录.pdf", "application/pdf"),
        ("图.png", "image/png"),
    ]


def test_a_row_may_go_to_the_signatories_at_once_and_no_further(machine, row, author):
    assert push_one(machine, {**row, "submit": True})["status"] == "waiting"
    item = Item.objects.get()
    assert (item.status, item.submitted_by, item.visibility) == ("submitted", author, "unpublished")


def test_who_stands_for_the_machine_can_not_sign_what_it_delivered(bureau, row, signatory):
    both = officer_in(bureau, Role.AUTHOR, Role.SIGNATORY)
    push_one(machine_of(bureau, "items:write", acts_for=both), {**row, "submit": True})
    with pytest.raises(NotAllowed) as refused:
        sign_item(item_of(row["key"]), by=both, at=MORNING)
    assert refused.value.code == "own_item"
    assert sign_item(item_of(row["key"]), by=signatory, at=MORNING).is_public


def test_a_machine_delivers_for_the_offices_below_its_own(city, bureau, row):
    machine = machine_of(city, "items:write")
    assert push_one(machine, row)["outcome"] == "created"
    assert Item.objects.get().department == bureau


def test_a_repeated_row_is_the_same_item(machine, row):
    first, again = push_one(machine, row), push_one(machine, row)
    assert again == {**first, "outcome": "repeated"}
    assert Item.objects.count() == Delivery.objects.count() == 1


def test_a_repetition_tells_where_the_item_stands_by_now(machine, row, signatory):
    publish(machine, row, signatory)
    assert push_one(machine, {**row, "submit": True})["status"] == "published"


def test_a_row_twice_in_one_batch_is_taken_once(machine, row):
    assert [one["outcome"] for one in push(machine, row, row)] == ["created", "repeated"]
    assert Item.objects.count() == 1


def test_another_row_under_a_used_key_is_refused_and_says_how_to_mend_it(machine, row):
    push_one(machine, row)
    refused = push_one(machine, {**row, "title": "关于另一件事情的通知"})
    assert (refused["outcome"], refused["code"], refused["id"]) == ("refused", "key_reused", None)
    assert "corrects" in refused["detail"]
    assert Item.objects.get().title == row["title"]


def test_two_systems_may_choose_the_same_key(bureau, machine, row):
    other = machine_of(bureau, "items:write")
    assert [push_one(one, row)["outcome"] for one in (machine, other)] == ["created", "created"]
    assert Item.objects.count() == 2


def test_a_refused_row_writes_nothing_and_the_others_stand(machine, row):
    bad = {**row, "key": "OA-2", "title": "短", "attachments": [file()]}
    results = push(machine, row, bad, {**row, "key": "OA-3"})
    assert [one["outcome"] for one in results] == ["created", "refused", "created"]
    assert [error["field"] for error in results[1]["errors"]] == ["title"]
    assert list(Delivery.objects.values_list("key", flat=True)) == ["OA-3", row["key"]]
    assert not ItemAttachment.objects.exists()


def test_what_the_services_refuse_rolls_the_row_back_with_its_files(machine, row, monkeypatch):
    """Kept on record only, so it can't be submitted; by then the file was stored."""
    stored, saved = [], Storage.save

    def save(self, *args, **kwargs):
        stored.append(saved(self, *args, **kwargs))
        return stored[-1]

    monkeypatch.setattr(Storage, "save", save)
    refused = push_one(machine, {**row, "submit": True, "disclosure_mode": "on_request", "attachments": [file()]})
    assert (refused["outcome"], refused["code"]) == ("refused", "mode")
    assert not Item.objects.exists()
    assert len(stored) == 1
    assert not private_storage().exists(stored[0])
    again = push_one(machine, {**row, "disclosure_mode": "on_request", "attachments": [file()]})
    assert again["outcome"] == "created"
    assert private_storage().exists(stored[1])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": "短"}, {"title": "invalid"}),
        ({"category": "999999"}, {"category": "invalid_choice"}),
        ({"department": "999999"}, {"department": "invalid_choice"}),
        ({"drafting_office": "999999"}, {"drafting_office": "invalid_choice"}),
        ({"co_issuers": ["999999"]}, {"co_issuers": "invalid_choice"}),
        ({"formed_on": "2999-01-01"}, {"formed_on": "invalid"}),
        ({"effective_on": "2014-07-01", "abolished_on": "2014-06-01"}, {"abolished_on": "invalid"}),
        ({"exemption_basis": "第十四条"}, {"exemption_basis": "invalid"}),
        (
            {"disclosure_mode": "exempt", "document_number": ""},
            dict.fromkeys(("title", "body", "keywords", "document_number", "exemption_basis"), "invalid"),
        ),
        ({"attachments": [file(), file("目录.docx")]}, {"attachments[1].content": "content_mismatch"}),
        ({"attachments": [file("目录.exe")]}, {"attachments[0].name": "extension_not_allowed"}),
        ({"attachments": [file("a" * 146 + ".pdf")]}, {}),
        ({"attachments": [file(content=b"")]}, {"attachments[0].content": "empty"}),
        (
            {
                "disclosure_mode": "exempt",
                "exemption_basis": "第十四条",
                "title": "",
                "body": "",
                "keywords": "",
                "attachments": [file()],
            },
            {"attachments": "invalid"},
        ),
        (
            {"title": "短", "attachments": [file("目录.exe")]},
            {"title": "invalid", "attachments[0].name": "extension_not_allowed"},
        ),
    ],
)
def test_the_rules_of_the_form_hold_and_name_the_member(machine, row, changes, fields):
    result = push_one(machine, {**row, **changes})
    assert {error["field"]: error["code"] for error in result.get("errors", ())} == fields
    assert Item.objects.exists() is not bool(fields)


def test_the_column_must_be_a_leaf_and_for_this_kind_of_office(machine, row, column):
    CategoryFactory(parent=column, code=f"{column.code[:4]}98")
    foreign = CategoryFactory(office_kinds=["township"])
    results = push(machine, row, {**row, "key": "OA-2", "category": foreign.code})
    assert [[error["field"] for error in one["errors"]] for one in results] == [["category"], ["category"]]


def test_an_office_outside_the_clients_branch_is_unknown_to_it(machine, row, other_bureau, city):
    for office in (other_bureau, city):
        refused = push_one(machine, {**row, "department": office.code})
        assert [error["field"] for error in refused["errors"]] == ["department"]
    assert not Item.objects.exists()


# -- corrections ---------------------------------------------------------------------------------------------------
def test_a_draft_on_the_desk_is_changed_whole(machine, row):
    push_one(machine, {**row, "attachments": [file("旧.pdf")]})
    (old,) = ItemAttachment.objects.values_list("file", flat=True)
    result = push_one(
        machine, correction(row, title="关于公布新目录的通知", keywords="", attachments=[file("新.pdf")], submit=True)
    )
    item = Item.objects.get()
    assert (result["outcome"], result["status"], result["id"]) == ("changed", "waiting", item.pk)
    assert (item.title, item.keywords) == ("关于公布新目录的通知", "")
    assert list(item.attachments.values_list("name", flat=True)) == ["新.pdf"]
    assert ItemAttachment.objects.exclude(file=old).exists()
    assert Delivery.objects.get(key="OA-2").corrects.key == row["key"]


def test_a_published_item_is_corrected_with_a_reason_and_signed_again(machine, row, signatory):
    item = publish(machine, row, signatory)
    result = push_one(machine, correction(row, title="关于更正目录的通知", reason="更正第三项。", submit=True))
    assert (result["outcome"], result["status"]) == ("changed", "waiting")
    item.refresh_from_db()
    assert item.current_version.title == row["title"]
    sign_item(item, by=signatory, at=MORNING)
    item.refresh_from_db()
    assert (item.current_version.title, item.current_version.reason) == ("关于更正目录的通知", "更正第三项。")


def test_a_correction_may_correct_a_correction_or_the_first_again(machine, row):
    push_one(machine, row)
    assert push_one(machine, correction(row, title="关于第一次更正的通知"))["outcome"] == "changed"
    third = {**correction(row, "OA-3", title="关于第二次更正的通知"), "corrects": "OA-2"}
    assert push_one(machine, third)["outcome"] == "changed"
    assert push_one(machine, correction(row, "OA-4", title="关于第三次更正的通知"))["outcome"] == "changed"
    assert Item.objects.get().title == "关于第三次更正的通知"
    assert push_one(machine, third)["outcome"] == "repeated"
    assert Item.objects.get().title == "关于第三次更正的通知"


def test_a_correction_of_what_is_published_needs_a_reason_and_a_change(machine, row, signatory):
    item = publish(machine, row, signatory)
    n_events = item.events.count()
    for changes, code in (
        ({"title": "关于更正目录的通知"}, "reason_missing"),
        ({"reason": "更正。", "submit": True}, "same"),
    ):
        assert push_one(machine, correction(row, **changes))["code"] == code
    item.refresh_from_db()
    assert (item.status, item.events.count()) == ("published", n_events)


def test_the_place_of_a_published_item_is_fixed(machine, row, signatory, other_bureau):
    publish(machine, row, signatory)
    moved = {
        "category": CategoryFactory().code,
        "co_issuers": [other_bureau.code],
        "drafting_office": other_bureau.code,
        "disclosure_mode": "on_request",
    }
    refused = push_one(machine, correction(row, reason="更正。", **moved))
    fixed = {error["field"] for error in refused["errors"] if error["code"] == "fixed"}
    assert fixed == set(moved)


def test_a_published_item_is_corrected_though_its_column_was_divided_since(machine, row, signatory, column):
    publish(machine, row, signatory)
    for _ in range(2):
        CategoryFactory(parent=column)
    assert push_one(machine, correction(row, reason="更正。", title="更正后的标题"))["outcome"] == "changed"
    (refused,) = push_one(machine, {**row, "key": "OA-new"})["errors"]
    assert refused["field"] == "category"


def test_what_waits_for_a_signature_or_was_withdrawn_is_refused(machine, row, signatory):
    push_one(machine, {**row, "submit": True})
    assert push_one(machine, correction(row, title="关于更正目录的通知"))["code"] == "waiting"
    withdraw_item(item_of(row["key"]), by=signatory, at=MORNING, reason="不再需要。")
    assert push_one(machine, correction(row, title="关于更正目录的通知"))["code"] == "item_withdrawn"
    assert Item.objects.get().title == row["title"]


def test_a_returned_item_is_mended_by_a_correction(machine, row, signatory):
    push_one(machine, {**row, "submit": True})
    return_item(item_of(row["key"]), by=signatory, at=MORNING, reason="缺附件。")
    result = push_one(machine, correction(row, attachments=[file()], submit=True))
    assert (result["outcome"], result["status"]) == ("changed", "waiting")


def test_what_a_person_changed_on_the_desk_is_not_overwritten(machine, row, author):
    push_one(machine, row)
    item = item_of(row["key"])
    item.title = "经办人改过的标题"
    save_draft(item, by=author, at=MORNING)
    refused = push_one(machine, correction(row, title="系统再次发来的标题"))
    assert refused["code"] == "edited_here"
    assert Item.objects.get().title == "经办人改过的标题"


def test_a_file_that_a_person_added_counts_as_a_change(machine, row):
    push_one(machine, row)
    before = desk_digest(item_of(row["key"]))
    ItemAttachment.objects.create(item=item_of(row["key"]), file="x.pdf", name="x.pdf", size=1, sha256="7" * 64)
    assert desk_digest(item_of(row["key"])) != before


def test_a_new_name_of_an_office_is_no_change_on_the_desk(machine, row, bureau):
    push_one(machine, row)
    bureau.name = "测试市改名局"
    bureau.save()
    assert push_one(machine, correction(row, title="关于更正目录的通知"))["outcome"] == "changed"


def test_what_another_system_delivered_can_not_be_corrected(bureau, machine, row):
    push_one(machine_of(bureau, "items:write"), row)
    refused = push_one(machine, correction(row))
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [("corrects", "unknown")]


def test_a_row_may_correct_one_before_it_in_the_same_batch(machine, row):
    results = push(machine, row, correction(row, title="关于更正目录的通知"))
    assert [one["outcome"] for one in results] == ["created", "changed"]


# -- who writes ----------------------------------------------------------------------------------------------------
def test_nothing_is_delivered_once_the_responsible_officer_is_none(machine, row, author):
    author.assignments.update(ends_on=timezone.localdate() - timezone.timedelta(days=1))
    answer = machine.post("/api/v1/deliveries/", {"items": [row]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_author")
    assert not Item.objects.exists()


def test_an_office_that_the_officer_no_longer_writes_for_is_not_written_for(city, row, bureau):
    author = officer_in(city, Role.AUTHOR)
    machine = machine_of(city, "items:write", acts_for=author)
    author.assignments.all().delete()
    AssignmentFactory(officer=author, department=DepartmentFactory(parent=city), role=Role.AUTHOR)
    answer = machine.post("/api/v1/deliveries/", {"items": [row]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_author")


# -- what stays ----------------------------------------------------------------------------------------------------
def test_a_delivery_is_never_changed_and_never_removed(machine, row):
    push_one(machine, row)
    for act in (lambda: Delivery.objects.update(key="x"), lambda: Delivery.objects.all().delete()):
        with pytest.raises(InternalError, match="append-only"), transaction.atomic():
            act()


def test_a_delivered_draft_is_withdrawn_rather_than_deleted(machine, row, author):
    push_one(machine, row)
    with pytest.raises(WrongState):
        delete_draft(item_of(row["key"]), by=author, at=MORNING)
    assert Item.objects.exists()


def test_the_steps_of_people_work_on_delivered_items(machine, row, author, signatory):
    push_one(machine, row)
    item = submit_item(item_of(row["key"]), by=author, at=MORNING)
    assert sign_item(item, by=signatory, at=MORNING).is_public
