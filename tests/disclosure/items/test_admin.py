"""The back office of items: what officers see, what the form refuses, and the steps behind the buttons."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from departments.officers.roles import Role
from disclosure.items.publication import working_digest
from disclosure.items.services import save_draft, submit_item
from disclosure.items.statuses import DisclosureMode, ItemStatus
from disclosure.models import Item
from foundation.refusals import WrongState
from tests.factories.departments import officer_in
from tests.factories.disclosure import (
    MORNING,
    CategoryFactory,
    DraftFactory,
    ItemAttachmentFactory,
    published,
    submitted,
    under_revision,
)

pytestmark = pytest.mark.django_db


def address(name: str, *args: object) -> str:
    return reverse(f"admin:disclosure_item_{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def workbook() -> SimpleUploadedFile:
    content = BytesIO()
    Workbook().save(content)
    return SimpleUploadedFile("任务分解表.xlsx", content.getvalue())


@pytest.fixture
def filled(bureau):
    """A complete form of a new item."""
    return {
        "title": "关于公布目录的通知",
        "document_number": "测政办〔2014〕31号",
        "body": "<p onclick=x>正文</p>",
        "summary": "",
        "department": bureau.pk,
        "category": CategoryFactory().pk,
        "drafting_department": "",
        "source": "",
        "disclosure_mode": "proactive",
        "exemption_basis": "",
        "genre": "通知",
        "theme": "综合政务",
        "keywords": "",
        "audience": "全社会",
        "formed_on": "2014-06-12",
        "effective_on": "",
        "abolished_on": "",
        "validity": "effective",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
    }


def errors(response) -> set[str]:
    assert response.status_code == 200, response
    return set(response.context["adminform"].form.errors) | set(
        "files" for formset in response.context["inline_admin_formsets"] if formset.formset.total_error_count()
    )


def test_an_author_writes_an_item_with_a_file(client, author, filled):
    client.force_login(author)
    response = client.post(
        address("add"),
        filled | {"attachments-TOTAL_FORMS": "1", "attachments-0-file": workbook(), "attachments-0-position": "0"},
    )
    assert response.status_code == 302
    item = Item.objects.get()
    assert (item.author, item.status, item.body) == (author, ItemStatus.DRAFT, "<p>正文</p>")
    attachment = item.attachments.get()
    assert (attachment.name, len(attachment.sha256)) == ("任务分解表.xlsx", 64)
    assert attachment.content_type.endswith("spreadsheetml.sheet")


def test_a_file_that_is_not_what_its_name_says_is_refused(client, author, filled):
    client.force_login(author)
    disguised = SimpleUploadedFile("附件.pdf", b"<html><script>alert(1)</script></html>")
    response = client.post(
        address("add"),
        filled | {"attachments-TOTAL_FORMS": "1", "attachments-0-file": disguised, "attachments-0-position": "0"},
    )
    assert errors(response) == {"files"}
    assert not Item.objects.exists()


def tomorrow() -> str:
    """Asked for when the test runs: the run may have begun on another day."""
    return (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "通"}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"formed_on": ""}, "formed_on"),
        ({"formed_on": tomorrow}, "formed_on"),
        ({"effective_on": "2014-07-01", "abolished_on": "2014-06-30"}, "abolished_on"),
        ({"genre": "诗歌"}, "genre"),
        ({"theme": "天气"}, "theme"),
        ({"category": ""}, "category"),
        ({"exemption_basis": "第十四条"}, "exemption_basis"),
        ({"disclosure_mode": "exempt", "exemption_basis": "第十四条"}, "title"),
        ({"disclosure_mode": "exempt", "title": "", "body": ""}, "exemption_basis"),
        ({"disclosure_mode": "exempt", "title": "", "body": "", "document_number": ""}, "document_number"),
    ],
)
def test_the_form_names_the_field_that_is_wrong(client, author, filled, change, field):
    client.force_login(author)
    typed = {name: value() if callable(value) else value for name, value in change.items()}
    assert field in errors(client.post(address("add"), filled | typed))
    assert not Item.objects.exists()


def test_an_undisclosed_item_is_a_number_a_date_and_a_reason(client, author, filled):
    client.force_login(author)
    bare = filled | {"title": "", "body": "", "disclosure_mode": "exempt", "exemption_basis": "条例第十四条，国家秘密"}
    assert client.post(address("add"), bare).status_code == 302
    assert str(Item.objects.get()) == "测政办〔2014〕31号"


def test_a_file_of_what_is_not_disclosed_is_refused(client, author, filled):
    client.force_login(author)
    bare = filled | {"title": "", "body": "", "disclosure_mode": "exempt", "exemption_basis": "条例第十四条"}
    with_file = {"attachments-TOTAL_FORMS": "1", "attachments-0-file": workbook(), "attachments-0-position": "0"}
    assert "files" in errors(client.post(address("add"), bare | with_file))


def test_only_leaves_of_the_catalogue_that_fit_the_office_are_taken(client, author, filled):
    client.force_login(author)
    general = CategoryFactory()
    CategoryFactory(parent=general)
    for_villages = CategoryFactory(office_kinds=["village"])
    for category in (general, for_villages):
        assert "category" in errors(client.post(address("add"), filled | {"category": category.pk}))


def test_the_autocomplete_offers_leaves_with_their_whole_path(client, author):
    client.force_login(author)
    general = CategoryFactory(name="政策法规")
    leaf = CategoryFactory(name="部门文件", parent=general)
    found = client.get(
        reverse("admin:autocomplete"),
        {"term": "", "app_label": "disclosure", "model_name": "item", "field_name": "category"},
    ).json()["results"]
    assert found == [{"id": str(leaf.pk), "text": f"政策法规 › 部门文件 {leaf.code}"}]


def test_another_office_can_not_be_chosen_as_publisher(client, author, other_bureau, filled):
    client.force_login(author)
    assert "department" in errors(client.post(address("add"), filled | {"department": other_bureau.pk}))


def test_a_second_item_of_the_same_title_is_saved_with_a_warning(client, author, filled):
    client.force_login(author)
    client.post(address("add"), filled)
    response = client.post(address("add"), filled, follow=True)
    assert Item.objects.count() == 2
    assert "warning" in [message.level_tag for message in response.context["messages"]]


def test_what_left_the_desk_can_not_be_changed_and_nothing_typed_is_lost(client, author, bureau, filled):
    item = DraftFactory(department=bureau, author=author)
    client.force_login(author)
    opened = client.get(address("change", item.pk))
    assert opened.context["has_change_permission"]
    Item.objects.filter(pk=item.pk).update(status=ItemStatus.SUBMITTED)
    late = filled | {"title": "迟到的改动", "body": "<p>还没有保存的长文</p>"}
    answer = client.post(address("change", item.pk), late)
    assert answer.status_code == 200
    for words in ("本件已不是草稿，没有保存任何内容。", "迟到的改动", "还没有保存的长文"):
        assert words in text(answer)
    item.refresh_from_db()
    assert item.title != "迟到的改动"
    assert not client.get(address("change", item.pk)).context["has_change_permission"]


def test_a_published_item_keeps_its_place_in_a_correction(client, bureau, filled, other_bureau):
    item = under_revision(bureau)
    place = (item.department_id, item.category_id)
    client.force_login(item.author)
    response = client.post(
        address("change", item.pk), filled | {"department": other_bureau.pk, "title": "更正后的标题"}
    )
    assert response.status_code == 302
    item.refresh_from_db()
    assert (item.department_id, item.category_id) == place
    assert item.title == "更正后的标题"


def test_the_buttons_lead_an_item_from_draft_to_the_public_and_back(client, bureau, author, signatory):
    item = DraftFactory(department=bureau, author=author)
    client.force_login(author)
    assert address("submit", item.pk) in text(client.get(address("change", item.pk)))
    client.post(address("submit", item.pk))
    client.force_login(signatory)
    asked = client.get(address("sign", item.pk))
    assert item.title in text(asked)
    seen = asked.context["form"].initial["seen"]
    client.post(address("sign", item.pk), {"seen": seen})
    item.refresh_from_db()
    assert (item.status, item.signed_by) == (ItemStatus.PUBLISHED, signatory)
    client.force_login(author)
    client.post(address("revise", item.pk), {"reason": "更正日期"})
    client.post(address("drop", item.pk))
    client.force_login(signatory)
    client.post(address("withdraw", item.pk), {"reason": "内容有误"})
    item.refresh_from_db()
    assert (item.status, item.withdrawal_reason) == (ItemStatus.WITHDRAWN, "内容有误")


def test_a_signatory_signs_only_what_was_read(client, bureau, signatory):
    item = submitted(bureau)
    client.force_login(signatory)
    refused = client.post(address("sign", item.pk), {"seen": "0" * 64})
    assert refused.context["form"].non_field_errors()
    item.refresh_from_db()
    assert item.status == ItemStatus.SUBMITTED
    shown_now = refused.context["form"]["seen"].value()
    assert client.post(address("sign", item.pk), {"seen": shown_now}).status_code == 302


def test_an_own_item_is_refused_with_a_sentence(client, bureau):
    both = officer_in(bureau, Role.AUTHOR, Role.SIGNATORY)
    item = DraftFactory(department=bureau, author=both)
    client.force_login(both)
    client.post(address("submit", item.pk))
    refused = client.post(address("sign", item.pk), {"seen": working_digest(item)})
    assert refused.context["form"].non_field_errors()
    item.refresh_from_db()
    assert item.status == ItemStatus.SUBMITTED


def test_a_step_back_without_a_reason_asks_again(client, bureau, signatory):
    item = published(bureau)
    client.force_login(signatory)
    response = client.post(address("withdraw", item.pk), {"reason": " "})
    assert response.status_code == 200
    assert response.context["form"].errors
    item.refresh_from_db()
    assert item.status == ItemStatus.PUBLISHED


@pytest.mark.parametrize(
    ("step", "make", "role"),
    [
        ("submit", DraftFactory, Role.SIGNATORY),
        ("sign", submitted, Role.AUTHOR),
        ("revise", published, Role.SIGNATORY),
        ("withdraw", published, Role.AUTHOR),
        ("drop", under_revision, Role.SUPERVISOR),
    ],
)
def test_in_scope_without_the_right_is_forbidden(client, bureau, step, make, role):
    item = make(department=bureau) if make is DraftFactory else make(bureau)
    client.force_login(officer_in(bureau, role))
    assert client.get(address(step, item.pk)).status_code == 403
    assert client.post(address(step, item.pk), {"reason": "x", "seen": "x"}).status_code == 403


@pytest.mark.parametrize(
    "page", ["change", "history", "preview", "submit", "sign", "return", "revise", "withdraw", "delete"]
)
def test_out_of_scope_is_not_found(client, bureau, outsider, page):
    item = submitted(bureau)
    client.force_login(outsider)
    assert client.get(address(page, item.pk)).status_code == 404
    assert item.title not in text(client.get(address("changelist")))


def test_a_file_of_a_draft_is_for_officers_in_scope(client, bureau, author, outsider):
    attachment = ItemAttachmentFactory(item=DraftFactory(department=bureau))
    url = address("attachment", attachment.item_id, attachment.pk)
    client.force_login(author)
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"content"
    assert "no-store" in response["Cache-Control"]
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    assert client.get(address("attachment", DraftFactory(department=bureau).pk, attachment.pk)).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_a_signatory_reads_but_does_not_write(client, bureau, signatory, filled):
    item = DraftFactory(department=bureau)
    client.force_login(signatory)
    page = client.get(address("change", item.pk))
    assert not page.context["has_change_permission"]
    assert client.post(address("change", item.pk), filled).status_code == 403


def test_a_draft_is_deleted_and_nothing_else(client, bureau, author):
    draft, sent, public = DraftFactory(department=bureau), submitted(bureau), published(bureau)
    client.force_login(author)
    assert client.post(address("delete", draft.pk), {"post": "yes"}).status_code == 302
    for item in (sent, public):
        assert client.post(address("delete", item.pk), {"post": "yes"}).status_code == 403
    assert set(Item.objects.all()) == {sent, public}


def test_the_preview_shows_the_working_copy(client, bureau):
    item = under_revision(bureau, title="已公布的标题")
    Item.objects.filter(pk=item.pk).update(title="改动中的标题")
    client.force_login(item.author)
    response = client.get(address("preview", item.pk))
    assert "改动中的标题" in text(response)
    assert "no-store" in response["Cache-Control"]


def test_the_course_of_an_item_names_every_step(client, bureau, author):
    item = under_revision(bureau, reason="更正附件2的单位名称。")
    client.force_login(author)
    html = text(client.get(address("history", item.pk)))
    assert "更正附件2的单位名称。" in html
    assert html.count("2014-06-16 09:30") == 4


def test_the_public_page_is_offered_only_when_there_is_one(client, bureau, author):
    client.force_login(author)
    for item, offered in ((submitted(bureau), False), (published(bureau), True)):
        assert ("viewsitelink" in text(client.get(address("change", item.pk)))) is offered


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_however_long(client, bureau, author, django_assert_max_num_queries, number):
    for _ in range(number):
        DraftFactory(department=bureau, author=author, formed_on=date(2014, 6, 12))
    client.force_login(author)
    client.get(address("changelist"))
    with django_assert_max_num_queries(8):
        client.get(address("changelist"))


def test_a_form_costs_a_bounded_number_of_queries(client, bureau, author, django_assert_max_num_queries):
    item = DraftFactory(department=bureau, author=author)
    for _ in range(5):
        ItemAttachmentFactory(item=item)
    client.force_login(author)
    with django_assert_max_num_queries(24):
        client.get(address("change", item.pk))


def test_submitted_at_the_same_time_as_saved_is_refused_by_the_service(bureau, author):
    item = DraftFactory(department=bureau, author=author)
    opened = Item.objects.get(pk=item.pk)
    submit_item(item, by=author, at=MORNING)
    with pytest.raises(WrongState):
        save_draft(opened, by=author, at=MORNING)


def test_modes_without_publication_stay_on_record(client, bureau, author):
    item = DraftFactory(department=bureau, author=author, disclosure_mode=DisclosureMode.ON_REQUEST)
    client.force_login(author)
    response = client.post(address("submit", item.pk), follow=True)
    assert "error" in [message.level_tag for message in response.context["messages"]]


def test_an_author_whom_another_overtook_is_told_and_keeps_the_text(client, author, bureau, filled):
    item = DraftFactory(department=bureau, author=author)
    client.force_login(author)
    seen = client.get(address("change", item.pk)).context["adminform"].form.initial["seen"]
    other = Item.objects.get(pk=item.pk)
    other.title = "另一人改的完整标题"
    save_draft(other, by=officer_in(bureau, Role.AUTHOR), at=MORNING)
    answer = client.post(address("change", item.pk), {**filled, "seen": seen})
    assert answer.status_code == 200
    assert filled["title"] in text(answer)
    assert Item.objects.get(pk=item.pk).title == "另一人改的完整标题"
    again = answer.context["adminform"].form.data["seen"]
    assert client.post(address("change", item.pk), {**filled, "seen": again}).status_code == 302
    assert Item.objects.get(pk=item.pk).title == filled["title"]


def test_two_saves_of_one_loaded_draft_are_one(author, bureau):
    item = DraftFactory(department=bureau, author=author)
    first, second = Item.objects.get(pk=item.pk), Item.objects.get(pk=item.pk)
    first.title = "先存的完整标题"
    save_draft(first, by=author, at=MORNING)
    with pytest.raises(WrongState):
        save_draft(second, by=author, at=MORNING)
    assert Item.objects.get(pk=item.pk).title == "先存的完整标题"
