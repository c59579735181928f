"""The office's desk: lists in scope, every step by its service, senders for those who may know them, safe exports."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from departments.duties.actors import SYSTEM
from departments.duties.services import cancel_duty, suspend_duty
from departments.models import DeadlineRule, Officer
from departments.officers.roles import Role
from foundation.files.fields import validate_upload
from interaction.messages import access
from interaction.messages.senders import telling_words_of
from interaction.messages.services import decline_message
from interaction.messages.services.steps import reply_duty
from interaction.messages.statuses import ACTIONS, MessageStatus
from interaction.models import Mailbox, Message, Reply
from tests.factories.departments import officer_in
from tests.factories.interaction import MONDAY, PARTS, SENDER, bring_to, receive
from tests.interaction.intake.conftest import text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/interaction/message/"
PERSONAL = f"我是{SENDER.name}，电话{SENDER.phone}，住{SENDER.address}，请尽快答复。"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        yield


@pytest.fixture
def desk() -> Callable[[Officer], Client]:
    """Return a browser in which an officer is logged in."""

    def log_in(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer, backend="departments.officers.backends.AssignmentBackend")
        return client

    return log_in


def page_of(message: Message, step: str = "change") -> str:
    return f"{LIST}{message.pk}/{step}/"


def draft() -> dict[str, str]:
    return {
        name: getattr(PARTS, name) for name in ("law_and_policy", "progress", "facts", "next_step", "contact_phone")
    }


def test_a_letter_is_handled_by_buttons_from_receipt_to_answer(desk, mailbox, handler, reviewer):
    message, _ = receive(mailbox)
    office, review = desk(handler), desk(reviewer)
    office.post(page_of(message, "accept"))
    office.post(page_of(message, "draft"), draft())
    office.post(page_of(message, "submit"))
    review.post(page_of(message, "return"), {"note": "请补充依据"})
    assert "请补充依据" in text_of(office.get(page_of(message)))
    office.post(page_of(message, "submit"))
    review.post(
        page_of(message, "send"), {"visibility": "public", "public_subject": "公开的标题", "public_text": "公开的内容"}
    )
    message.refresh_from_db()
    assert (message.status, message.outcome, message.visibility) == ("closed", "answered", "public")
    assert (message.public_copy.subject, message.public_copy.text) == ("公开的标题", "公开的内容")


def test_after_a_transfer_the_way_leads_to_the_list(desk, mailbox, handler, other_bureau):
    message, _ = receive(mailbox)
    response = desk(handler).post(page_of(message, "transfer"), {"to": other_bureau.pk, "reason": "属该单位职责"})
    assert (response.status_code, response.url) == (302, LIST)
    assert desk(handler).get(page_of(message)).status_code == 404


def test_whoever_passes_a_letter_on_is_told_if_nobody_is_there_to_take_it_up(desk, mailbox, handler, other_bureau):
    def pass_on() -> str:
        message, _ = receive(mailbox)
        sent = {"to": other_bureau.pk, "reason": "属该单位职责"}
        return text_of(desk(handler).post(page_of(message, "transfer"), sent, follow=True))

    told = f"{other_bureau}目前没有来信经办人"
    assert told in pass_on()
    officer_in(other_bureau, Role.HANDLER)
    assert told not in pass_on()


def test_declining_shows_the_way_on_before_it_is_done(desk, mailbox, handler):
    message, _ = receive(mailbox)
    assert "12348" in text_of(desk(handler).get(page_of(message, "decline")))
    desk(handler).post(page_of(message, "decline"), {"reason": "in_court"})
    message.refresh_from_db()
    assert message.outcome == "declined"


def test_a_handler_is_chosen_among_those_of_the_office(desk, mailbox, handler, bureau, outsider):
    colleague = officer_in(bureau, Role.HANDLER)
    message, _ = receive(mailbox)
    gone, barred, checker = (officer_in(bureau, role) for role in (Role.HANDLER, Role.HANDLER, Role.CHECKER))
    gone.assignments.update(ends_on=MONDAY.date())
    Officer.objects.filter(pk=barred.pk).update(is_active=False)
    page = text_of(desk(handler).get(page_of(message, "assign")))
    assert colleague.name in page
    for nobody in (outsider, gone, barred, checker):
        assert nobody.name not in page
    desk(handler).post(page_of(message, "assign"), {"to": colleague.pk})
    message.refresh_from_db()
    assert message.handler == colleague


def test_what_was_typed_is_kept_when_a_step_is_refused(desk, make_message, handler):
    message = make_message(MessageStatus.ACCEPTED)
    office = desk(handler)
    other, _ = make_message(MessageStatus.ACCEPTED), None
    response = office.post(page_of(message, "return"), {"note": "我不是复核人"})
    assert response.status_code == 403
    page = office.post(page_of(other, "transfer"), {"to": other.department_id, "reason": "转给自己的理由"})
    assert "转给自己的理由" in text_of(page)


def seen_on(client: Client, message: Message, step: str) -> dict[str, str]:
    """Return what the page of a step says of the reply that it shows."""
    return {"seen": client.get(page_of(message, step)).context["form"]["seen"].value()}


def test_whoever_was_overtaken_in_writing_a_reply_loses_nothing_and_overwrites_nothing_unseen(
    desk, make_message, handler, bureau
):
    message = make_message(MessageStatus.ACCEPTED)
    one, other = desk(handler), desk(officer_in(bureau, Role.HANDLER))
    seen_by_one, seen_by_other = (seen_on(client, message, "draft") for client in (one, other))
    assert other.post(page_of(message, "draft"), draft() | seen_by_other | {"facts": "同事写的"}).status_code == 302
    answer = one.post(page_of(message, "draft"), draft() | seen_by_one | {"facts": "我写的"})
    assert answer.status_code == 200
    assert "您写的内容还在这里" in text_of(answer)
    for words in ("我写的", "同事写的"):
        assert words in text_of(answer)
    message.reply.refresh_from_db()
    assert message.reply.facts == "同事写的"
    renewed = {"seen": answer.context["form"]["seen"].value()}
    assert one.post(page_of(message, "draft"), draft() | renewed | {"facts": "合并后的"}).status_code == 302
    message.reply.refresh_from_db()
    assert message.reply.facts == "合并后的"


def test_the_same_words_sent_twice_overtake_nobody(desk, make_message, handler):
    message = make_message(MessageStatus.ACCEPTED)
    office = desk(handler)
    filled = draft() | seen_on(office, message, "draft") | {"facts": "只写一次"}
    for _ in range(2):
        assert office.post(page_of(message, "draft"), filled).status_code == 302


def test_a_reviewer_sends_no_reply_that_was_changed_since_it_was_read(desk, make_message, handler, reviewer, bureau):
    message = make_message(MessageStatus.IN_REVIEW)
    review, colleague, office = desk(reviewer), desk(officer_in(bureau, Role.CHECKER)), desk(handler)
    read = seen_on(review, message, "send")
    colleague.post(page_of(message, "return"), {"note": "请改"})
    office.post(page_of(message, "draft"), draft() | {"facts": "改过的事实"})
    office.post(page_of(message, "submit"))
    answer = review.post(page_of(message, "send"), read | {"visibility": "private"})
    assert answer.status_code == 200
    assert "改过的事实" in text_of(answer)
    message.refresh_from_db()
    assert message.status == MessageStatus.IN_REVIEW
    again = {"seen": answer.context["form"]["seen"].value()}
    assert review.post(page_of(message, "send"), again | {"visibility": "private"}).status_code == 302
    message.refresh_from_db()
    assert message.status == MessageStatus.CLOSED


def test_what_was_typed_is_kept_when_somebody_handed_the_reply_in_meanwhile(desk, make_message, handler):
    message = make_message(MessageStatus.ACCEPTED)
    office = desk(handler)
    office.post(page_of(message, "draft"), draft())
    filled = draft() | seen_on(office, message, "draft") | {"facts": "还没有保存的长文" * 5}
    office.post(page_of(message, "submit"))
    answer = office.post(page_of(message, "draft"), filled)
    assert answer.status_code == 200
    assert "还没有保存的长文" in text_of(answer)
    assert "这一步现在不能进行" in text_of(answer)
    assert office.post(page_of(message, "draft"), draft()).status_code in {200, 302}
    message.reply.refresh_from_db()
    assert message.reply.facts == draft()["facts"]


@pytest.mark.parametrize("step", sorted(ACTIONS))
def test_another_office_finds_no_step_and_no_letter(desk, mailbox, outsider, step):
    message, _ = receive(mailbox)
    client = desk(outsider)
    assert client.get(page_of(message, step)).status_code == 404
    assert client.post(page_of(message, step)).status_code == 404
    assert client.get(page_of(message)).status_code == 404
    assert message.receipt_number not in text_of(client.get(LIST))


@pytest.mark.parametrize("step", ["accept", "decline", "transfer", "assign"])
def test_who_only_looks_on_is_offered_no_step_and_may_take_none(desk, mailbox, supervisor, step):
    message, _ = receive(mailbox)
    client = desk(supervisor)
    assert f"/{step}/" not in text_of(client.get(page_of(message)))
    assert client.post(page_of(message, step)).status_code == 403


def test_a_step_that_the_status_does_not_allow_is_not_offered(desk, make_message, handler):
    message = make_message(MessageStatus.CLOSED)
    page = text_of(desk(handler).get(page_of(message)))
    for step in ("accept", "decline", "transfer", "assign", "draft", "submit"):
        assert page_of(message, step) not in page
    late_click = desk(handler).post(page_of(message, "accept"), follow=True)
    assert late_click.redirect_chain == [(page_of(message), 302)]
    assert Message.objects.get(pk=message.pk).status == MessageStatus.CLOSED


def test_nothing_can_be_typed_into_a_message(desk, mailbox, handler, administrator):
    message, _ = receive(mailbox)
    client = desk(handler)
    page = text_of(client.get(page_of(message)))
    assert 'name="_save"' not in page
    assert client.post(page_of(message), {"receipt_number": "LD-1"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(page_of(message, "delete")).status_code == 403
    assert desk(administrator).get(LIST).status_code == 403


def test_the_handlers_of_the_office_and_the_privacy_officer_see_the_sender(desk, mailbox, handler, privacy_officer):
    message, _ = receive(mailbox, text=PERSONAL)
    for officer in (handler, privacy_officer):
        page = text_of(desk(officer).get(page_of(message)))
        assert SENDER.email in page
        assert PERSONAL in page


def test_everybody_else_reads_the_letter_masked(desk, mailbox, city, reviewer, supervisor):
    message, _ = receive(mailbox, text=PERSONAL, subject=f"{SENDER.name}反映路灯")
    above = officer_in(city, Role.HANDLER)
    for officer in (reviewer, supervisor, above):
        client = desk(officer)
        for address in (page_of(message), LIST):
            page = text_of(client.get(address))
            for word in (SENDER.name, SENDER.phone, SENDER.email, SENDER.address):
                assert word not in page


def test_a_reply_that_names_the_sender_is_masked_for_those_who_only_look_on(
    desk, make_message, handler, reviewer, supervisor, privacy_officer
):
    message = make_message(MessageStatus.CLOSED)
    words = f"已与{SENDER.name}（{SENDER.phone}）当面核实，科室电话0564-3379999。"
    Reply.objects.update(facts=words, review_note=f"请先问{SENDER.name}")
    api = f"/api/v1/messages/{message.receipt_number}/"
    for officer in (handler, reviewer, privacy_officer):
        assert words in text_of(desk(officer).get(page_of(message)))
        assert desk(officer).get(api).json()["reply"]["facts"] == words
    page, answer = text_of(desk(supervisor).get(page_of(message))), desk(supervisor).get(api)
    for shown in (page, answer.content.decode()):
        assert SENDER.name not in shown
        assert SENDER.phone not in shown
        assert "0564-3379999" in shown
    assert Reply.objects.get().facts == words


def test_the_page_on_which_a_reply_is_reviewed_is_masked_too(desk, make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW, text=PERSONAL)
    page = text_of(desk(reviewer).get(page_of(message, "send")))
    for word in (SENDER.name, SENDER.phone, SENDER.address):
        assert word not in page
    assert "欧阳**" in page


def test_publication_is_offered_only_with_consent(desk, make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW, consents=False)
    client = desk(reviewer)
    assert 'value="public"' not in text_of(client.get(page_of(message, "send")))
    client.post(page_of(message, "send"), {"visibility": "public"})
    assert Reply.objects.get(message=message).status == "in_review"


def with_file(mailbox) -> Message:
    upload = SimpleUploadedFile("路灯.txt", "路灯照片说明".encode())
    validate_upload(upload)
    return receive(mailbox, files=[upload])[0]


def test_attachments_are_for_those_who_may_know_the_sender(desk, mailbox, handler, supervisor, outsider):
    message = with_file(mailbox)
    address = f"{LIST}{message.pk}/files/{message.attachments.get().pk}/"
    answer = desk(handler).get(address)
    assert b"".join(answer.streaming_content).decode() == "路灯照片说明"
    assert "no-store" in answer["Cache-Control"]
    assert desk(supervisor).get(address).status_code == 403
    assert desk(outsider).get(address).status_code == 404
    other = with_file(mailbox)
    assert desk(handler).get(f"{LIST}{message.pk}/files/{other.attachments.get().pk}/").status_code == 404


def test_reviewers_and_the_privacy_officer_take_a_letter_from_the_public_pages(
    desk, make_message, handler, supervisor, reviewer, privacy_officer
):
    for officer, is_allowed in ((reviewer, True), (privacy_officer, True), (handler, False), (supervisor, False)):
        message = make_message(MessageStatus.CLOSED)
        client = desk(officer)
        assert (f'href="{page_of(message, "hide")}"' in text_of(client.get(page_of(message)))) == is_allowed
        answer = client.post(page_of(message, "hide"), {"reason": "漏遮他人住址"})
        assert answer.status_code == (302 if is_allowed else 403)
        assert Message.objects.published().filter(pk=message.pk).exists() != is_allowed


def test_erasing_is_offered_to_the_privacy_officer_alone(desk, make_message, handler, privacy_officer):
    message = make_message(MessageStatus.CLOSED)
    assert desk(handler).post(page_of(message, "erase")).status_code == 403
    desk(privacy_officer).post(page_of(message, "erase"))
    message.refresh_from_db()
    assert message.is_erased


def test_letters_are_found_by_their_words(desk, mailbox, handler):
    receive(mailbox, subject="流波䃥镇道路塌方")
    receive(mailbox, text="请问《关于印发<A市新图>的通知》何时施行？")
    client = desk(handler)
    for words in ("流波䃥", "<A市新图>"):
        assert client.get(LIST, {"q": words}).context["cl"].result_count == 1


@pytest.mark.parametrize(("due", "count"), [("overdue", 1), ("today", 1), ("week", 2), ("late", 1)])
def test_the_list_is_narrowed_by_due_date(desk, mailbox, handler, reviewer, make_message, due, count):
    receive(mailbox, at=MONDAY - timedelta(days=9))
    receive(mailbox, at=MONDAY - timedelta(days=5))
    receive(mailbox)
    late = make_message(MessageStatus.IN_REVIEW, at=MONDAY - timedelta(days=8))
    from interaction.messages.services import send_reply

    send_reply(late, visibility="private", by=reviewer, at=MONDAY + timedelta(days=1))
    assert desk(handler).get(LIST, {"due": due}).context["cl"].result_count == count


def test_the_list_is_narrowed_by_handler_and_mailbox(desk, mailbox, handler, make_message):
    make_message(MessageStatus.ACCEPTED)
    make_message(MessageStatus.RECEIVED)
    client = desk(handler)
    assert client.get(LIST, {"handled": "mine"}).context["cl"].result_count == 1
    assert client.get(LIST, {"handled": "nobody"}).context["cl"].result_count == 1
    assert client.get(LIST, {"mailbox": mailbox.code}).context["cl"].result_count == 2
    assert client.get(LIST, {"mailbox": "nowhere"}).context["cl"].result_count == 0


def test_an_open_letter_of_a_handler_who_left_is_nobodys(desk, bureau, reviewer, mailbox, make_message):
    gone, there = officer_in(bureau, Role.HANDLER), officer_in(bureau, Role.HANDLER)
    for status in (MessageStatus.ACCEPTED, MessageStatus.CLOSED):
        bring_to(status, mailbox, handler=gone, reviewer=reviewer)
    make_message(MessageStatus.ACCEPTED)
    assert desk(there).get(LIST, {"handled": "nobody"}).context["cl"].result_count == 0
    gone.assignments.update(ends_on=MONDAY.date())
    assert desk(there).get(LIST, {"handled": "nobody"}).context["cl"].result_count == 1


def test_the_list_costs_the_same_however_long(desk, make_message, handler, django_assert_max_num_queries):
    for _ in range(3):
        for status in MessageStatus:
            make_message(status)
    client = desk(handler)
    client.get(LIST)
    with django_assert_max_num_queries(6):
        client.get(LIST)


def test_a_subject_is_masked_once_and_what_is_kept_tells_of_nobody(mailbox, monkeypatch):
    message, _ = receive(mailbox)
    message.subject = f"{SENDER.name}的路灯，电话{SENDER.phone}"
    asked = []
    monkeypatch.setattr(access, "telling_words_of", lambda one: asked.append(one) or telling_words_of(one))
    access._masked.clear()
    masked = access.masked_subject(message)
    assert masked == access.masked_subject(message)
    assert len(asked) == 1
    assert SENDER.name not in masked
    assert not any(SENDER.name in kept or SENDER.phone in kept for kept in map(str, access._masked.items()))
    message.subject += "（二）"
    assert access.masked_subject(message).endswith("（二）")
    message.sender_key = message.sender_sealed = None
    assert SENDER.name in access.masked_subject(message)  # erased: the name is masked in the text itself by then
    assert len(asked) == 3


def test_masked_subjects_are_bounded(mailbox, monkeypatch):
    monkeypatch.setattr(access._masked, "most", 2)
    access._masked.clear()
    message, _ = receive(mailbox)
    for number in range(5):
        message.subject = f"第{number}封"
        assert access.masked_subject(message) == message.subject
    assert len(access._masked) <= 2


def test_the_page_of_a_letter_leads_to_its_duty_whoever_may_open_it(
    desk, mailbox, handler, supervisor, privacy_officer
):
    message, _ = receive(mailbox)
    for officer, number in ((handler, 1), (supervisor, 1), (privacy_officer, 0)):
        client = desk(officer)
        links = re.findall(r'href="(/admin/departments/duty/\d+/change/)"', text_of(client.get(page_of(message))))
        assert len(links) == number, officer
        for link in links:
            assert client.get(link).status_code == 200


def test_the_page_of_a_letter_has_its_budget(desk, make_message, handler, django_assert_max_num_queries):
    message = make_message(MessageStatus.CLOSED)
    client = desk(handler)
    client.get(page_of(message))
    with django_assert_max_num_queries(16):
        client.get(page_of(message))


def export(client: Client, form: str, **query: str) -> list[list[str]]:
    response = client.get(f"{LIST}export/{form}/", query)
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    if form == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_what_is_listed_and_nothing_of_the_sender(desk, mailbox, handler, other_bureau, form):
    receive(mailbox, subject=f"{SENDER.name}反映流波䃥镇<A市新图>", text=PERSONAL)
    receive(mailbox, subject="=cmd|' /C calc'!A0的来信")
    from tests.factories.interaction import MailboxFactory

    receive(MailboxFactory(department=other_bureau), subject="别的单位的来信")
    header, *rows = export(desk(handler), form)
    assert len(rows) == 2
    everything = str(rows)
    assert "欧阳**反映流波䃥镇<A市新图>" in everything
    for word in (SENDER.name, SENDER.phone, SENDER.address, "请尽快答复", "别的单位"):
        assert word not in everything
    assert len({len(row) for row in [header, *rows]}) == 1
    if form == "csv":
        assert any(cell.startswith("'=cmd") for row in rows for cell in row)


def test_an_export_follows_search_and_filters(desk, mailbox, handler, make_message):
    make_message(MessageStatus.CLOSED, subject="流波䃥镇道路塌方")
    make_message(MessageStatus.RECEIVED, subject="别的事情的来信")
    assert len(export(desk(handler), "csv", q="流波䃥")) == 2
    assert len(export(desk(handler), "csv", status__exact="received")) == 2


def test_a_rule_in_hours_is_kept_to_the_hour_in_filter_and_export(desk, mailbox, handler):
    DeadlineRule.objects.create(
        code="hours", name="24小时", quantity=24, unit="hour", in_force_from=date(2010, 1, 1), source="测试"
    )
    Mailbox.objects.filter(pk=mailbox.pk).update(rule_code="hours")
    mailbox.refresh_from_db()
    message, _code = receive(mailbox)
    decline_message(message, reason="advertising", by=handler, at=MONDAY + timedelta(hours=25))
    assert desk(handler).get(LIST, {"due": "late"}).context["cl"].result_count == 1
    _header, row = export(desk(handler), "csv")
    assert row[-1] == "超期办结"


def test_what_is_owed_no_more_is_not_overdue_in_an_export(desk, mailbox, handler):
    message, _code = receive(mailbox, at=MONDAY - timedelta(days=9))
    cancel_duty(reply_duty(message), at=MONDAY, by=SYSTEM, reason="withdrawn")
    _header, row = export(desk(handler), "csv")
    assert row[-1] == "已撤销"


def test_a_stopped_clock_is_not_overdue_in_an_export(desk, mailbox, handler):
    message, _code = receive(mailbox, at=MONDAY - timedelta(days=9))
    suspend_duty(reply_duty(message), at=MONDAY - timedelta(days=5), by=SYSTEM, reason="third_party")
    _header, row = export(desk(handler), "csv")
    assert row[-1] == "中止计时"


def test_an_export_is_for_those_who_see_letters(desk, administrator, handler):
    assert desk(administrator).get(f"{LIST}export/csv/").status_code == 403
    assert desk(handler).get(f"{LIST}export/exe/").status_code == 404


def test_mailboxes_are_kept_by_the_administrator(desk, administrator, bureau, handler):
    address = reverse("admin:interaction_mailbox_add")
    fields = {
        "name": "部门信箱",
        "code": "office",
        "receipt_prefix": "BM",
        "department": bureau.pk,
        "addressing": "chosen",
        "rule_code": "reply-7-days",
        "is_open": "on",
        "position": 0,
        "topics-TOTAL_FORMS": 1,
        "topics-INITIAL_FORMS": 0,
        "topics-0-name": "咨询",
        "topics-0-position": 0,
    }
    client = desk(administrator)
    assert client.post(address, fields | {"receipt_prefix": "bm"}).status_code == 200
    assert client.post(address, fields | {"rule_code": "no-rule"}).status_code == 200
    assert client.post(address, fields).status_code == 302
    assert desk(handler).get(address).status_code == 403
    from interaction.models import Mailbox

    assert [topic.name for topic in Mailbox.objects.get(code="office").topics.all()] == ["咨询"]


def test_a_mailbox_whose_letters_nobody_could_answer_says_so(desk, administrator, mailbox):
    """Nobody else would notice before the first answer is late."""
    names = ("name", "description", "addressing", "rule_code", "position")
    fields = {name: getattr(mailbox, name) for name in names} | {"department": mailbox.department_id}
    fields |= {"topics-TOTAL_FORMS": 0, "topics-INITIAL_FORMS": 0}
    address = reverse("admin:interaction_mailbox_change", args=[mailbox.pk])

    def warnings(**more):
        answer = desk(administrator).post(address, fields | more, follow=True)
        return [one.message for one in answer.context["messages"] if one.level_tag == "warning"]

    assert warnings() == [], "a mailbox that takes no letters needs nobody"
    handling, checking = warnings(is_open="on")
    assert "来信经办人" in handling
    assert "审核人" in checking
    officer_in(mailbox.department.parent, Role.HANDLER)  # whose scope is the office too
    assert warnings(is_open="on") == [checking]
    officer_in(mailbox.department, Role.CHECKER)
    assert warnings(is_open="on") == []


def test_no_mailbox_takes_over_the_receipt_numbers_of_another(desk, administrator, mailbox):
    """Both count from 1 each day: of two that used one start on a day the second could take no letter."""
    receive(mailbox)
    used = mailbox.receipt_prefix
    names = ("name", "description", "addressing", "rule_code", "is_open", "position")
    fields = {name: getattr(mailbox, name) for name in names} | {"department": mailbox.department_id}
    rows = {"topics-TOTAL_FORMS": 0, "topics-INITIAL_FORMS": 0}
    address = reverse("admin:interaction_mailbox_change", args=[mailbox.pk])
    answer = desk(administrator).post(address, fields | rows | {"name": "新信箱", "receipt_prefix": "ZZZ"})
    assert answer.status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.receipt_prefix) == ("新信箱", used)


def test_who_reads_it_masked_guesses_nothing_by_searching(desk, mailbox, supervisor, reviewer, handler):
    receive(mailbox, text=PERSONAL)
    for words in (SENDER.name, SENDER.phone):
        for onlooker in (supervisor, reviewer):
            assert desk(onlooker).get(LIST, {"q": words}).context["cl"].result_count == 0
        assert desk(handler).get(LIST, {"q": words}).context["cl"].result_count == 1


def test_everybody_in_scope_finds_by_its_words_what_is_public_anyway(desk, supervisor, make_message):
    make_message(MessageStatus.CLOSED)
    copy = Message.objects.get().public_copy
    for words in (copy.subject[:4], copy.text[:6]):
        assert desk(supervisor).get(LIST, {"q": words}).context["cl"].result_count == 1
    Message.objects.update(visibility="private")
    assert desk(supervisor).get(LIST, {"q": copy.subject[:4]}).context["cl"].result_count == 0


def test_the_list_offers_its_downloads_as_it_is_narrowed(desk, mailbox, handler):
    page = text_of(desk(handler).get(LIST, {"q": "路灯", "due": "week"}))
    assert f'{LIST}export/xlsx/?q=%E8%B7%AF%E7%81%AF&due=week"' in page
