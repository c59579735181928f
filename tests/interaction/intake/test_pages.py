"""A citizen writes, gets a receipt, follows the answer and withdraws the consent: without account and JavaScript."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.personal.codes import normalise_code
from interaction.intake.looking import WRONG_PAIRS
from interaction.messages.senders import read_sender
from interaction.messages.services import accept_message, decline_message, transfer_message
from interaction.messages.statuses import MessageStatus
from interaction.models import Message, PublicCopy
from tests.factories.departments import DepartmentFactory
from tests.factories.interaction import MONDAY, ChosenMailboxFactory, MailboxFactory, TopicFactory, bring_to
from tests.interaction.intake.conftest import LETTER, Citizen, hidden_fields, read_receipt, text_of

pytestmark = pytest.mark.django_db
RECEIPT, QUERY, PROGRESS = "/messages/receipt/", "/messages/query/", "/messages/query/letter/"


# -- writing ----------------------------------------------------------------------------------------------------------
def test_a_letter_leads_to_its_receipt(citizen, mailbox):
    response = citizen.send(mailbox)
    assert (response.status_code, response.url) == (302, RECEIPT)
    page = citizen.client.get(RECEIPT)
    message = Message.objects.get()
    number, code = read_receipt(page)
    assert number == message.receipt_number
    assert len(normalise_code(code)) == 12
    assert "2026-11-23" in text_of(page)
    assert page["Cache-Control"].count("no-store") == 1
    assert read_sender(message).phone == "13856400017"


def test_the_code_is_shown_once_and_a_reload_sends_nothing_again(citizen, mailbox):
    citizen.send(mailbox)
    assert read_receipt(citizen.client.get(RECEIPT))[1]
    number, code = read_receipt(citizen.client.get(RECEIPT))
    assert number
    assert code == ""
    assert Message.objects.count() == 1


def test_a_double_click_is_one_letter_and_shows_its_code(citizen, mailbox):
    hidden = citizen.open(mailbox)
    citizen.send(mailbox, hidden)
    citizen.send(mailbox, hidden)
    number, code = read_receipt(citizen.client.get(RECEIPT))
    assert Message.objects.count() == 1
    assert citizen.ask(number, code).status_code == 302


def test_two_pages_of_the_form_are_two_letters(citizen, mailbox):
    citizen.write(mailbox)
    citizen.write(mailbox)
    assert Message.objects.count() == 2


def test_a_changed_text_on_a_page_already_sent_is_not_lost(citizen, mailbox):
    hidden = citizen.open(mailbox)
    citizen.send(mailbox, hidden)
    page = citizen.send(mailbox, hidden, text="另外一件事，也请一并答复，谢谢。")
    assert page.status_code == 200
    assert "另外一件事" in text_of(page)
    citizen.send(mailbox, hidden_fields(page), text="另外一件事，也请一并答复，谢谢。")
    assert Message.objects.count() == 2


def test_everything_typed_is_kept_and_every_error_leads_to_its_field(citizen, mailbox):
    page = citizen.send(mailbox, subject="路灯", phone="1380564", has_read_notice="", email="我的邮箱")
    content = text_of(page)
    for name in ("subject", "phone", "email", "has_read_notice"):
        assert f'href="#id_{name}"' in content
    for typed in ("路灯", "1380564", "我的邮箱", "路灯连续多日不亮", "欧阳明月"):
        assert typed in content
    assert not Message.objects.exists()


def test_a_form_put_right_keeps_its_key(citizen, mailbox):
    hidden = citizen.open(mailbox)
    page = citizen.send(mailbox, hidden, subject="路灯")
    assert hidden_fields(page)["form_key"] == hidden["form_key"]


def test_files_that_were_chosen_are_said_to_be_lost_when_the_form_comes_back(citizen, mailbox):
    file = SimpleUploadedFile("路灯.txt", "路灯".encode())
    page = citizen.send(mailbox, subject="路灯", attachments=[file])
    assert 'class="notice notice--warn"' in text_of(page)
    assert 'class="notice notice--warn"' not in text_of(citizen.send(mailbox, subject="路灯"))


def test_whoever_chooses_a_whole_album_is_told_how_many_files_are_taken_and_keeps_the_text(citizen, mailbox):
    album = [SimpleUploadedFile(f"路灯{number}.txt", "路灯".encode()) for number in range(40)]
    page = citizen.send(mailbox, attachments=album)
    assert page.status_code == 200
    assert "共上传了40个文件" in text_of(page)
    assert LETTER["text"] in text_of(page)


def test_a_form_without_a_right_key_is_renewed_not_taken(citizen, mailbox):
    hidden = citizen.open(mailbox) | {"form_key": "mine"}
    page = citizen.send(mailbox, hidden)
    assert page.status_code == 200
    assert citizen.send(mailbox, hidden_fields(page)).status_code == 302


def test_consent_is_unticked_and_given_only_by_ticking(citizen, mailbox):
    page = citizen.client.get(reverse("interaction:write", args=[mailbox.code]))
    assert "checked" not in page.content.decode()
    citizen.write(mailbox)
    citizen.write(mailbox, consents="on")
    assert list(Message.objects.order_by("pk").values_list("consents_to_publication", flat=True)) == [False, True]


def test_the_trap_and_a_form_filled_in_too_fast_are_not_taken(citizen, mailbox):
    assert citizen.send(mailbox, homepage="http://spam.example").status_code == 200
    hidden = citizen.open(mailbox)
    citizen.clock.shift(timedelta(seconds=-4))
    assert citizen.send(mailbox, hidden).status_code == 200
    assert not Message.objects.exists()


def test_past_the_limit_a_question_is_asked_and_nothing_typed_is_lost(citizen, mailbox):
    for _ in range(5):
        citizen.write(mailbox)
    page = citizen.send(mailbox)
    assert page.status_code == 200
    assert "guard_answer" in text_of(page)
    assert "路灯连续多日不亮" in text_of(page)
    assert Message.objects.count() == 5


def test_a_double_click_at_the_limit_is_asked_no_question(citizen, mailbox):
    for _ in range(4):
        citizen.write(mailbox)
    hidden = citizen.open(mailbox)
    for _ in range(2):
        assert citizen.send(mailbox, hidden).url == RECEIPT
    assert Message.objects.count() == 5


def test_a_page_with_errors_says_so_in_its_title(citizen, mailbox):
    page = text_of(citizen.send(mailbox, subject=""))
    assert f"<title>错误：写信：{mailbox.name} - " in page


def test_receipt_and_letter_can_be_hidden_on_a_shared_computer(citizen, mailbox):
    citizen.write(mailbox)
    for page in (reverse("interaction:receipt"), PROGRESS):
        assert f'action="{reverse("interaction:leave")}"' in text_of(citizen.client.get(page))


def test_whoever_leaves_a_letter_is_told_that_it_is_hidden(citizen, mailbox):
    citizen.write(mailbox)
    page = citizen.client.post(reverse("interaction:leave"), follow=True)
    assert "已不能再看到您的来信" in text_of(page)
    assert citizen.client.get(PROGRESS).status_code == 302


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１３８５６４０００１７", "13856400017"),
        ("+86 138-5640-0017", "13856400017"),
        ("(0564) 3370000", "0564-3370000"),
        ("0564-3370000转12", "0564-3370000转12"),
        ("010 8888 6666", "010-88886666"),
    ],
)
def test_telephone_numbers_are_taken_as_people_write_them(citizen, mailbox, typed, kept):
    citizen.write(mailbox, phone=typed)
    assert read_sender(Message.objects.get()).phone == kept


def test_a_closed_or_unknown_mailbox_has_no_form(client, mailbox):
    mailbox.is_open = False
    mailbox.save()
    assert client.get(reverse("interaction:write", args=[mailbox.code])).status_code == 404
    assert client.get(reverse("interaction:write", args=["nowhere"])).status_code == 404


def test_a_letter_written_while_its_mailbox_closed_is_not_thrown_away(citizen, mailbox):
    sent, unsent = citizen.open(mailbox), citizen.open(mailbox)
    assert citizen.send(mailbox, sent).url == RECEIPT
    mailbox.is_open = False
    mailbox.save()
    assert citizen.send(mailbox, sent).url == RECEIPT
    page = citizen.send(mailbox, unsent)
    assert page.status_code == 200
    assert "路灯连续多日不亮" in text_of(page)
    assert "本信箱" in text_of(page)
    assert Message.objects.count() == 1


def test_a_consent_taken_out_of_a_form_already_sent_does_not_stand_in_silence(citizen, mailbox):
    hidden = citizen.open(mailbox)
    citizen.send(mailbox, hidden, consents="on")
    page = citizen.send(mailbox, hidden)
    assert page.status_code == 200
    assert citizen.send(mailbox, hidden, consents="on").url == RECEIPT


def test_another_office_chosen_in_a_form_already_sent_is_not_lost(citizen, city, bureau):
    mailbox, other = ChosenMailboxFactory(department=bureau), DepartmentFactory(parent=city)
    hidden = citizen.open(mailbox)
    citizen.send(mailbox, hidden, department=bureau.code)
    assert citizen.send(mailbox, hidden, department=other.code).status_code == 200
    assert citizen.send(mailbox, hidden, department=bureau.code).url == RECEIPT


def test_in_a_mailbox_of_offices_the_sender_chooses_the_office(citizen, city, bureau):
    county = DepartmentFactory(kind="county", parent=city, name="金寨县人民政府")
    town = DepartmentFactory(kind="township", parent=county, name="流波䃥镇人民政府")
    DepartmentFactory(parent=city, name="已撤销的局", dissolved_on=MONDAY.date())
    mailbox = ChosenMailboxFactory(department=bureau)
    page = text_of(citizen.client.get(reverse("interaction:write", args=[mailbox.code]), {"to": town.code}))
    assert '<optgroup label="金寨县人民政府">' in page
    assert f'<option value="{town.code}" selected>流波䃥镇人民政府</option>' in page
    assert "已撤销的局" not in page
    citizen.write(mailbox, department=town.code)
    assert Message.objects.get().department == town
    assert "id_department" in text_of(citizen.send(mailbox, department=city.code))


def test_a_topic_is_one_of_the_mailbox(citizen, mailbox, other_bureau):
    topic = TopicFactory(mailbox=mailbox)
    stranger = TopicFactory(mailbox=MailboxFactory(department=other_bureau))
    assert citizen.send(mailbox, topic=stranger.pk).status_code == 200
    citizen.write(mailbox, topic=topic.pk)
    assert Message.objects.get().topic == topic


def test_names_in_angle_brackets_and_rare_characters_stay_on_every_page(citizen, mailbox, handler, reviewer):
    notice, place = "《关于印发<A市新图>的通知》", "流波䃥镇"
    number, code = citizen.write(
        mailbox, subject=f"{notice}与{place}", text=f"请问{notice}何时在{place}施行？", consents="on"
    )
    citizen.ask(number, code)
    for page in (citizen.client.get(PROGRESS), citizen.client.get(RECEIPT)):
        assert f"{notice}与{place}" in text_of(page)
    assert f"请问{notice}何时在{place}施行？" in text_of(citizen.client.get(PROGRESS))
    message = Message.objects.get()
    publish(message, handler, reviewer)
    for address in (reverse("interaction:answers"), public_address(message), reverse("interaction:mailboxes")):
        assert f"{notice}与{place}" in text_of(citizen.client.get(address))
    assert f"请问{notice}何时在{place}施行？" in text_of(citizen.client.get(public_address(message)))


def publish(message: Message, handler, reviewer) -> None:
    from interaction.messages.services import draft_reply, send_reply, submit_reply
    from interaction.messages.statuses import Visibility
    from tests.factories.interaction import PARTS

    accept_message(message, by=handler, at=MONDAY)
    draft_reply(message, parts=PARTS, by=handler, at=MONDAY)
    submit_reply(message, by=handler, at=MONDAY)
    send_reply(message, visibility=Visibility.PUBLIC, by=reviewer, at=MONDAY + timedelta(days=1))


def public_address(message: Message) -> str:
    return reverse("interaction:answer", args=[PublicCopy.objects.get(message=message).pk])


# -- following --------------------------------------------------------------------------------------------------------
def test_number_and_code_open_the_letter_as_people_type_them(citizen, mailbox, clock):
    number, code = citizen.write(mailbox)
    reader = Citizen(clock)
    typed = number.lower().replace("-", " "), code.lower().replace("-", " ")
    response = reader.ask(*typed)
    assert (response.status_code, response.url) == (302, PROGRESS)
    page = reader.client.get(PROGRESS)
    assert "解放南路路灯多日不亮" in text_of(page)
    assert "no-store" in page["Cache-Control"]


def test_a_wrong_pair_never_tells_which_of_the_two_was_wrong(citizen, mailbox, clock):
    number, code = citizen.write(mailbox)
    reader = Citizen(clock)
    wrong_code = reader.ask(number, "2345-6789-ABCD")
    wrong_number = reader.ask("ZZ-20261116-0001", code)

    def comparable(page) -> str:
        import re

        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text_of(page))
        return re.sub(r'value="[^"]*"', "", text)

    assert wrong_code.status_code == wrong_number.status_code == 200
    assert comparable(wrong_code) == comparable(wrong_number)
    assert reader.client.get(PROGRESS).status_code == 302


def test_too_many_wrong_pairs_bar_the_address_for_a_while(citizen, mailbox, clock):
    number, code = citizen.write(mailbox)
    reader = Citizen(clock)
    for _ in range(WRONG_PAIRS):
        assert reader.ask(number, "2345-6789-ABCD").status_code == 200
    assert reader.ask(number, code).status_code == 429
    clock.shift(timedelta(hours=1))
    assert reader.ask(number, code).status_code == 302


def test_without_a_ticket_every_page_of_the_letter_leads_to_the_query(client, mailbox, clock):
    for name in ("receipt", "progress"):
        assert client.get(reverse(f"interaction:{name}")).url == QUERY
    assert client.get(reverse("interaction:own-file", args=[1])).url == QUERY
    assert client.post(reverse("interaction:withdraw-consent")).url == QUERY


def test_a_ticket_ends_by_itself_and_by_the_button(citizen, mailbox, clock):
    number, code = citizen.write(mailbox)
    assert citizen.client.get(PROGRESS).status_code == 200
    citizen.client.post(reverse("interaction:leave"))
    assert citizen.client.get(PROGRESS).status_code == 302
    citizen.ask(number, code)
    clock.shift(timedelta(minutes=31))
    assert citizen.client.get(PROGRESS).status_code == 302


def test_a_ticket_is_of_no_use_to_scripts_and_other_pages(citizen, mailbox):
    citizen.send(mailbox)
    cookie = citizen.client.cookies["letter"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/messages/"
    cookie.set("letter", cookie.value[:-4] + "AAAA", cookie.value)
    citizen.client.cookies["letter"] = cookie.value[:-4] + "AAAA"
    assert citizen.client.get(PROGRESS).status_code == 302


def test_the_sender_sees_each_step_with_its_office(citizen, mailbox, handler, bureau, other_bureau):
    citizen.write(mailbox)
    message = Message.objects.get()
    accept_message(message, by=handler, at=MONDAY + timedelta(hours=1))
    transfer_message(message, to=other_bureau, reason="属该单位职责", by=handler, at=MONDAY + timedelta(hours=2))
    content = text_of(citizen.client.get(PROGRESS))
    assert f"{bureau.name} → {other_bureau.name}" in content
    assert "属该单位职责" in content
    assert handler.name not in content


def test_a_draft_and_what_the_office_does_inside_stay_inside(citizen, mailbox, handler):
    from interaction.messages.services import draft_reply
    from tests.factories.interaction import PARTS

    citizen.write(mailbox)
    message = Message.objects.get()
    accept_message(message, by=handler, at=MONDAY + timedelta(hours=1))
    draft_reply(message, parts=PARTS, by=handler, at=MONDAY + timedelta(hours=2))
    assert PARTS.facts not in text_of(citizen.client.get(PROGRESS))


def test_a_refusal_shows_its_reason_and_the_way_on(citizen, mailbox, handler):
    citizen.write(mailbox)
    decline_message(Message.objects.get(), reason="in_court", by=handler, at=MONDAY + timedelta(hours=1))
    assert "12348" in text_of(citizen.client.get(PROGRESS))


def test_the_sender_gets_the_own_files_and_nobody_elses(citizen, mailbox, clock):
    citizen.write(mailbox, attachments=[SimpleUploadedFile("路灯.txt", "路灯照片说明".encode())])
    attachment = Message.objects.get().attachments.get()
    address = reverse("interaction:own-file", args=[attachment.pk])
    response = citizen.client.get(address)
    assert b"".join(response.streaming_content).decode() == "路灯照片说明"
    assert response["Content-Disposition"].startswith("attachment")
    assert "<b>TXT</b>" in text_of(citizen.client.get(PROGRESS))
    other = Citizen(clock)
    other.write(mailbox)
    assert other.client.get(address).status_code == 404


def test_consent_is_withdrawn_on_the_page_and_the_public_copy_is_gone(citizen, mailbox, handler, reviewer):
    citizen.write(mailbox, consents="on")
    message = Message.objects.get()
    publish(message, handler, reviewer)
    address = public_address(message)
    assert citizen.client.get(address).status_code == 200
    citizen.client.post(reverse("interaction:withdraw-consent"))
    assert citizen.client.get(address).status_code == 404
    assert citizen.client.get(PROGRESS).status_code == 200


def test_withdrawing_needs_a_post(citizen, mailbox):
    citizen.write(mailbox, consents="on")
    assert citizen.client.get(reverse("interaction:withdraw-consent")).status_code == 405
    assert Message.objects.get().consents_to_publication


# -- reading what is public -------------------------------------------------------------------------------------------
def test_only_published_answers_are_listed(client, make_message):
    make_message(MessageStatus.CLOSED, subject="同意公开的来信标题")
    make_message(MessageStatus.CLOSED, subject="不同意公开的来信", consents=False)
    make_message(MessageStatus.ACCEPTED, subject="还没有答复的来信")
    content = text_of(client.get(reverse("interaction:answers")))
    assert "同意公开的来信标题" in content
    assert "不同意公开的来信" not in content
    assert "还没有答复的来信" not in content


def test_pages_of_answers_are_complete_and_without_doubles(client, mailbox, handler, reviewer, monkeypatch):
    monkeypatch.setattr("interaction.messages.views.PAGE_SIZE", 3)
    same_moment = MONDAY
    for number in range(8):
        bring_to("closed", mailbox, handler=handler, reviewer=reviewer, at=same_moment, subject=f"第{number}封公开来信")
    seen, address = [], reverse("interaction:answers")
    while address:
        page = client.get(address)
        seen += [message.public_copy.subject for message in page.context["answers"]]
        address = page.context["older"]
    assert seen == [f"第{number}封公开来信" for number in range(7, -1, -1)]
    back = client.get(client.get(reverse("interaction:answers")).context["older"]).context["newer"]
    assert [m.public_copy.subject for m in client.get(back).context["answers"]] == seen[:3]


@pytest.mark.parametrize("key", ["x", "1_1_1", "99999999999999999.0_1", "1.0_0", "1.9999999_3"])
def test_a_wrong_key_of_a_page_is_not_found(client, db, key):
    assert client.get(reverse("interaction:answers"), {"after": key}).status_code == 404


@pytest.mark.parametrize("name", ["mailboxes", "answers"])
def test_lists_cost_the_same_however_long(client, make_message, django_assert_max_num_queries, name):
    for _ in range(4):
        make_message(MessageStatus.CLOSED)
    with django_assert_max_num_queries(4):
        client.get(reverse(f"interaction:{name}"))


def test_counting_answers_stops_at_the_limit(client, make_message, monkeypatch):
    for _ in range(3):
        make_message(MessageStatus.CLOSED)
    for limit, words in ((2, "2+"), (3, "3"), (4, "3")):
        monkeypatch.setattr("interaction.messages.views.COUNT_LIMIT", limit)
        assert client.get(reverse("interaction:answers")).context["n_answers"] == words
