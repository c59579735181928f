"""What may be done with an item, by whom, in which state; and that a refused step leaves no trace."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from departments.models import Department
from departments.officers.roles import Role
from disclosure.items import services
from disclosure.items.digests import verify_versions
from disclosure.items.publication import chain_of, working_digest
from disclosure.items.statuses import DisclosureMode, ItemStatus, ItemVisibility
from disclosure.models import Item, ItemEvent, Version
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.disclosure import (
    MORNING,
    CategoryFactory,
    DraftFactory,
    ItemAttachmentFactory,
    published,
    submitted,
    under_revision,
    withdrawn,
)

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(days=3)


def corrected(office):
    """Return an item under revision whose text was changed."""
    item = under_revision(office)
    item.body = "<p>更正后的正文。</p>"
    return services.save_draft(item, by=item.author, at=MORNING)


MAKERS = {
    "draft": lambda office: DraftFactory(department=office),
    "submitted": submitted,
    "published": published,
    "under revision": corrected,
    "withdrawn": withdrawn,
}

STEPS = {
    "submit": lambda item, by: services.submit_item(item, by=by, at=LATER),
    "return": lambda item, by: services.return_item(item, by=by, at=LATER, reason="附件打不开"),
    "sign": lambda item, by: services.sign_item(item, by=by, at=LATER),
    "revise": lambda item, by: services.start_revision(item, by=by, at=LATER, reason="更正日期"),
    "drop": lambda item, by: services.drop_revision(item, by=by, at=LATER),
    "withdraw": lambda item, by: services.withdraw_item(item, by=by, at=LATER, reason="内容有误"),
    "delete": lambda item, by: services.delete_draft(item, by=by, at=LATER),
    "save": lambda item, by: services.save_draft(item, by=by, at=LATER),
}

ALLOWED = {
    "submit": {"draft", "under revision"},
    "return": {"submitted"},
    "sign": {"submitted"},
    "revise": {"published"},
    "drop": {"under revision"},
    "withdraw": {"draft", "submitted", "published", "under revision"},
    "delete": {"draft"},
    "save": {"draft", "under revision"},
}


@pytest.fixture
def everything(bureau):
    """An officer of the bureau who holds every role and had no hand in any item."""
    return officer_in(bureau, *Role)


def row(item: Item) -> dict:
    return Item.objects.filter(pk=item.pk).values().get() | {"editors": set(item.editors.values_list("pk", flat=True))}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", MAKERS)
def test_each_step_is_taken_from_its_states_and_refused_from_all_others(bureau, everything, step, state):
    item = MAKERS[state](bureau)
    before, events = row(item), ItemEvent.objects.filter(item=item).count()
    if state in ALLOWED[step]:
        STEPS[step](item, everything)
        return
    with pytest.raises(WrongState):
        STEPS[step](item, everything)
    assert row(item) == before
    assert ItemEvent.objects.filter(item=item).count() == events


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_open_to_an_officer_of_another_office(bureau, outsider, step):
    state = sorted(ALLOWED[step])[0]
    item = MAKERS[state](bureau)
    before = row(item)
    with pytest.raises(NotAllowed):
        STEPS[step](item, outsider)
    assert row(item) == before


@pytest.mark.parametrize(
    ("step", "role"),
    [("submit", Role.SIGNATORY), ("sign", Role.AUTHOR), ("withdraw", Role.AUTHOR), ("revise", Role.SIGNATORY)],
)
def test_a_step_needs_its_role_in_the_office(bureau, step, role):
    item = MAKERS[sorted(ALLOWED[step])[0]](bureau)
    with pytest.raises(NotAllowed):
        STEPS[step](item, officer_in(bureau, role))


@pytest.mark.parametrize("step", ["return", "sign", "revise", "drop", "withdraw", "submit"])
def test_a_step_that_cannot_write_its_event_changes_nothing(bureau, everything, step):
    item = MAKERS[sorted(ALLOWED[step])[0]](bureau)
    before, versions = row(item), Version.objects.count()
    with (
        patch.object(ItemEvent.objects, "create", side_effect=IntegrityError("disk full")),
        pytest.raises(IntegrityError),
    ):
        STEPS[step](item, everything)
    assert row(item) == before
    assert Version.objects.count() == versions


def test_a_signature_publishes_and_gives_the_item_its_number_and_date(bureau, signatory):
    item = services.sign_item(submitted(bureau), by=signatory, at=MORNING)
    assert (item.status, item.visibility) == (ItemStatus.PUBLISHED, ItemVisibility.PUBLIC)
    assert item.index_number == f"{bureau.code}/201406-00001"
    assert (item.first_published_at, item.published_on) == (MORNING, date(2014, 6, 16))
    assert item.current_version.number == 1
    assert item.current_version.title == item.title
    assert item.current_version.issuing_offices == bureau.name


def test_the_date_and_the_month_of_the_number_are_local(bureau, signatory):
    just_after_midnight = MORNING.replace(day=30, hour=16, minute=1)  # 1 July, 00:01 in Shanghai
    item = services.sign_item(submitted(bureau), by=signatory, at=just_after_midnight)
    assert item.published_on == date(2014, 7, 1)
    assert item.index_number == f"{bureau.code}/201407-00001"


def test_every_step_writes_who_from_where_to_where_and_why(bureau, signatory):
    item = submitted(bureau)
    services.return_item(item, by=signatory, at=LATER, reason="文号有误")
    last = item.events.last()
    assert (last.status_before, last.status_after) == ("submitted", "draft")
    assert (last.by, last.at, last.reason) == (signatory, LATER, "文号有误")


@pytest.mark.parametrize("hand", ["author", "editor", "submitter"])
def test_nobody_signs_what_they_had_a_hand_in(bureau, hand):
    both = officer_in(bureau, Role.AUTHOR, Role.SIGNATORY)
    item = DraftFactory(department=bureau, author=both) if hand == "author" else DraftFactory(department=bureau)
    if hand == "editor":
        services.save_draft(item, by=both, at=MORNING)
        services.save_draft(item, by=item.author, at=MORNING)
    item = services.submit_item(item, by=both if hand == "submitter" else item.author, at=MORNING)
    with pytest.raises(NotAllowed) as refused:
        services.sign_item(item, by=both, at=MORNING)
    assert refused.value.code == "own_item"
    assert not Version.objects.exists()


def test_who_submitted_it_once_may_not_sign_what_another_submits_later(bureau):
    """Taking a submission back does not wash the hand that gave it."""
    item = DraftFactory(department=bureau)
    both, other = (officer_in(bureau, Role.AUTHOR, Role.SIGNATORY) for _ in range(2))
    services.submit_item(item, by=both, at=LATER)
    services.return_item(item, by=both, at=LATER, reason="再看一遍")
    services.submit_item(item, by=other, at=LATER)
    with pytest.raises(NotAllowed) as refused:
        services.sign_item(item, by=both, at=LATER)
    assert refused.value.code == "own_item"
    assert Item.objects.get().status == ItemStatus.SUBMITTED


def test_an_editor_of_an_earlier_version_may_sign_a_later_correction_by_others(bureau, signatory):
    both = officer_in(bureau, Role.AUTHOR, Role.SIGNATORY)
    item = DraftFactory(department=bureau)
    services.save_draft(item, by=both, at=MORNING)
    item = services.sign_item(services.submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING)
    item = services.start_revision(item, by=item.author, at=LATER, reason="更正")
    item.title = "更正后的标题"
    services.save_draft(item, by=item.author, at=LATER)
    services.submit_item(item, by=item.author, at=LATER)
    assert services.sign_item(item, by=both, at=LATER).current_version.number == 2


def test_the_one_who_submitted_may_take_the_item_back(bureau):
    item = submitted(bureau)
    item = services.return_item(item, by=item.submitted_by, at=LATER, reason="还有一个附件")
    assert item.status == ItemStatus.DRAFT


def test_nothing_is_signed_that_changed_after_it_was_read(bureau, signatory):
    item = submitted(bureau)
    seen = working_digest(item)
    services.return_item(item, by=item.author, at=LATER, reason="改一处")
    item.refresh_from_db()
    item.body = "<p>改过的正文。</p>"
    services.save_draft(item, by=item.author, at=LATER)
    services.submit_item(item, by=item.author, at=LATER)
    with pytest.raises(WrongState):
        services.sign_item(item, by=signatory, at=LATER, seen=seen)
    item.refresh_from_db()
    assert services.sign_item(item, by=signatory, at=LATER, seen=working_digest(item)).is_public


def test_the_public_keeps_the_old_version_until_the_correction_is_signed(bureau, signatory):
    item = under_revision(bureau, reason="更正附件2的单位名称。")
    old = item.current_version
    item.body = "<p>更正后的正文。</p>"
    services.save_draft(item, by=item.author, at=LATER)
    item = services.submit_item(item, by=item.author, at=LATER)
    assert (item.visibility, item.current_version) == (ItemVisibility.PUBLIC, old)
    item = services.sign_item(item, by=signatory, at=LATER)
    assert item.current_version.number == 2
    assert item.current_version.reason == "更正附件2的单位名称。"
    assert item.current_version.body == "<p>更正后的正文。</p>"
    old.refresh_from_db()
    assert old.body != item.current_version.body
    assert (item.first_published_at, item.published_on) == (MORNING, date(2014, 6, 16))
    assert verify_versions(chain_of(item)) == []


def test_a_correction_that_changes_nothing_is_not_submitted(bureau):
    item = under_revision(bureau)
    with pytest.raises(Refusal) as refused:
        services.submit_item(item, by=item.author, at=LATER)
    assert refused.value.code == "same"


def test_a_correction_leaves_who_issued_it_as_they_were_called_then(bureau, signatory):
    then = bureau.name
    item = under_revision(bureau, drafting_department=bureau)
    Department.objects.filter(pk=bureau.pk).update(name="后来改名的局")
    item = Item.objects.get(pk=item.pk)
    with pytest.raises(Refusal) as refused:
        services.submit_item(item, by=item.author, at=LATER)
    assert refused.value.code == "same"
    item.body = "<p>更正后的正文。</p>"
    item = services.submit_item(services.save_draft(item, by=item.author, at=LATER), by=item.author, at=LATER)
    version = services.sign_item(item, by=signatory, at=LATER).current_version
    assert (version.number, version.issuing_offices, version.drafting_office) == (2, then, then)


def test_a_correction_given_up_restores_the_working_copy_and_its_files(bureau, author):
    draft = DraftFactory(department=bureau, author=author)
    ItemAttachmentFactory(item=draft)
    item = services.submit_item(draft, by=author, at=MORNING)
    item = services.sign_item(item, by=officer_in(bureau, Role.SIGNATORY), at=MORNING)
    item = services.start_revision(item, by=author, at=LATER, reason="更正")
    title = item.title
    item.title = "写了一半的"
    services.save_draft(item, by=author, at=LATER)
    item.attachments.all().delete()
    item = services.drop_revision(item, by=author, at=LATER)
    assert (item.status, item.title) == (ItemStatus.PUBLISHED, title)
    assert item.attachments.get().name == "任务分解表.xlsx"


def test_a_summary_that_nobody_wrote_follows_the_text_also_after_a_correction_given_up(bureau, signatory):
    item = under_revision(bureau, summary="", body="<p>原来的开头。</p>")
    item = services.drop_revision(item, by=item.author, at=LATER)
    item = services.start_revision(item, by=item.author, at=LATER, reason="更正")
    item.body = "<p>更正后的开头。</p>"
    item = services.submit_item(services.save_draft(item, by=item.author, at=LATER), by=item.author, at=LATER)
    assert services.sign_item(item, by=signatory, at=LATER).current_version.summary == "更正后的开头。"


@pytest.mark.parametrize("field", ["category", "disclosure_mode"])
def test_the_place_of_a_published_item_is_fixed(bureau, field):
    item = under_revision(bureau)
    setattr(item, field, CategoryFactory() if field == "category" else DisclosureMode.ON_REQUEST)
    with pytest.raises(WrongState):
        services.save_draft(item, by=item.author, at=LATER)


def test_a_withdrawal_leaves_a_tombstone_with_its_reason(bureau, signatory):
    item = services.withdraw_item(published(bureau), by=signatory, at=LATER, reason="附件含身份证号码")
    assert (item.status, item.visibility) == (ItemStatus.WITHDRAWN, ItemVisibility.WITHDRAWN)
    assert (item.withdrawn_at, item.withdrawal_reason) == (LATER, "附件含身份证号码")
    assert item.index_number


def test_a_withdrawn_draft_leaves_nothing_to_the_public(bureau, signatory):
    item = services.withdraw_item(submitted(bureau), by=signatory, at=LATER, reason="不发了")
    assert item.visibility == ItemVisibility.UNPUBLISHED
    assert item.index_number is None


def test_a_number_is_not_given_again_after_a_withdrawal(bureau, signatory):
    first = published(bureau)
    services.withdraw_item(first, by=signatory, at=LATER, reason="有误")
    assert published(bureau).index_number == f"{bureau.code}/201406-00002"


@pytest.mark.parametrize("step", ["return", "revise", "withdraw"])
@pytest.mark.parametrize(("reason", "code"), [("  ", "reason_missing"), ("字" * 201, "reason_too_long")])
def test_a_step_back_needs_a_reason_that_fits(bureau, everything, step, reason, code):
    item = MAKERS[{"return": "submitted"}.get(step, "published")](bureau)
    service = {
        "return": services.return_item,
        "revise": services.start_revision,
        "withdraw": services.withdraw_item,
    }[step]
    with pytest.raises(Refusal) as refused:
        service(item, by=everything, at=LATER, reason=reason)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": ""}, "empty"),
        ({"title": " "}, "title_missing"),
        ({"disclosure_mode": DisclosureMode.ON_REQUEST}, "mode"),
    ],
)
def test_what_is_not_fit_to_be_published_is_not_submitted(bureau, fields, code):
    item = DraftFactory(department=bureau, **fields)
    with pytest.raises(Refusal) as refused:
        services.submit_item(item, by=item.author, at=MORNING)
    assert refused.value.code == code


def test_an_item_is_filed_in_a_column_without_columns_below(bureau):
    general = CategoryFactory()
    CategoryFactory(parent=general)
    item = DraftFactory(department=bureau, category=general)
    with pytest.raises(Refusal) as refused:
        services.submit_item(item, by=item.author, at=MORNING)
    assert refused.value.code == "not_a_leaf"


def test_what_was_published_can_be_corrected_though_its_column_was_divided_since(bureau):
    item = under_revision(bureau)
    CategoryFactory(parent=item.category)
    item.body = "<p>更正后的正文。</p>"
    item = services.save_draft(item, by=item.author, at=LATER)
    assert services.submit_item(item, by=item.author, at=LATER).status == ItemStatus.SUBMITTED


def test_an_office_that_stands_among_the_further_issuers_too_is_named_once(bureau, other_bureau, signatory):
    item = DraftFactory(department=bureau)
    item.co_issuers.set([bureau, other_bureau])
    item = services.submit_item(item, by=item.author, at=MORNING)
    item = services.sign_item(item, by=signatory, at=LATER)
    assert item.current_version.issuing_offices == f"{bureau.name}、{other_bureau.name}"


def test_more_issuing_offices_than_a_version_can_name_are_refused(bureau, city):
    item = DraftFactory(department=bureau)
    item.co_issuers.set(DepartmentFactory(parent=city, name=f"{number:02d}" + "局" * 98) for number in range(5))
    with pytest.raises(Refusal) as refused:
        services.submit_item(item, by=item.author, at=MORNING)
    assert refused.value.code == "too_many_offices"


def test_a_file_alone_is_enough_to_publish(bureau):
    item = DraftFactory(department=bureau, body="")
    ItemAttachmentFactory(item=item)
    assert services.submit_item(item, by=item.author, at=MORNING).status == ItemStatus.SUBMITTED


@pytest.mark.parametrize(
    "extra", [{"body": "<p>x</p>"}, {"title": "某密件"}, {"summary": "x"}, {"exemption_basis": ""}]
)
def test_the_database_keeps_of_undisclosed_material_a_number_a_date_and_a_reason(bureau, extra):
    bare = {"title": "", "body": "", "summary": "", "keywords": "", "exemption_basis": "条例第十四条"}
    assert DraftFactory(department=bureau, disclosure_mode=DisclosureMode.EXEMPT, **bare).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftFactory(department=bureau, disclosure_mode=DisclosureMode.EXEMPT, **{**bare, **extra})


@pytest.mark.parametrize("column", ["first_published_at", "published_on", "index_number"])
@pytest.mark.parametrize("value", ["NULL", "changed"])
def test_the_database_refuses_to_forge_the_first_publication(bureau, column, value):
    item = published(bureau)
    changed = {"first_published_at": "now()", "published_on": "'2014-01-01'", "index_number": "'x/201401-00001'"}
    new = "NULL" if value == "NULL" else changed[column]
    with (
        pytest.raises(InternalError, match="keeps what was written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE disclosure_item SET {column} = {new} WHERE id = %s", [item.pk])  # noqa: S608


def test_a_draft_with_a_history_is_not_deleted(bureau):
    item = submitted(bureau)
    services.return_item(item, by=item.author, at=LATER, reason="再改")
    with pytest.raises(WrongState):
        services.delete_draft(item, by=item.author, at=LATER)
    assert Item.objects.filter(pk=item.pk).exists()


def test_what_an_author_saves_is_sanitised_whatever_the_way_in(bureau, author):
    item = DraftFactory.build(department=bureau, category=CategoryFactory(), author=None)
    item.body = "<p onclick=x>正文<script>alert(1)</script>&#2;</p>"
    item.title = "关于公开\x0b目录的通知\x02"
    item = services.save_draft(item, by=author, at=MORNING)
    assert (item.title, item.body) == ("关于公开 目录的通知", "<p>正文</p>")
    assert item.author == author


def test_a_version_without_a_summary_carries_the_beginning_of_the_text(bureau):
    version = published(bureau, body="<p>为贯彻落实《条例》，现通知如下。</p>").current_version
    assert version.summary == "为贯彻落实《条例》，现通知如下。"
