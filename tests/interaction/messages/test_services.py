"""Each action: allowed, refused from every other status with the row unchanged, forbidden to others, atomic."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from departments.duties.kinds import EventKind
from departments.models import Duty
from departments.officers.roles import Role
from foundation.files.fields import validate_upload
from foundation.files.serving import private_storage
from foundation.outbox.models import OutboxEntry
from foundation.outbox.services import deliver_next
from foundation.refusals import NotAllowed, Refusal, WrongState
from interaction.messages.replying import ReplyParts, stamp_of
from interaction.messages.services import (
    accept_message,
    assign_message,
    decline_message,
    draft_reply,
    erase_sender,
    hide_message,
    return_reply,
    send_reply,
    submit_reply,
    transfer_message,
    withdraw_consent,
)
from interaction.messages.statuses import ACTIONS, DeclineReason, MessageEventKind, MessageStatus, Visibility
from interaction.models import Message, MessageEvent, PublicCopy, Reply
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.duties import is_in_time
from tests.factories.interaction import MONDAY, PARTS, SENDER, bring_to, receive

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=3)


def duty_of(message: Message) -> Duty:
    return Duty.objects.get(message_duty__message=message)


@pytest.fixture
def colleague(bureau):
    """Another handler of the bureau."""
    return officer_in(bureau, Role.HANDLER)


@pytest.fixture
def act(handler, reviewer, colleague, other_bureau, privacy_officer) -> Callable[[str, Message], Any]:
    """Run an action by its name in `ACTIONS`, done by whoever may do it."""

    def run(action: str, message: Message) -> Any:
        by_name: dict[str, Callable[[], Any]] = {
            "accept": lambda: accept_message(message, by=handler, at=LATER),
            "decline": lambda: decline_message(message, reason="in_court", by=handler, at=LATER),
            "transfer": lambda: transfer_message(message, to=other_bureau, reason="属其职责", by=handler, at=LATER),
            "assign": lambda: assign_message(message, to=colleague, by=handler, at=LATER),
            "draft": lambda: draft_reply(message, parts=PARTS, by=handler, at=LATER),
            "submit": lambda: submit_reply(message, by=handler, at=LATER),
            "return": lambda: return_reply(message, note="请补充依据", by=reviewer, at=LATER),
            "send": lambda: send_reply(message, visibility=Visibility.PRIVATE, by=reviewer, at=LATER),
            "hide": lambda: hide_message(message, reason="漏遮姓名", by=reviewer, at=LATER),
            "erase": lambda: erase_sender(message, by=privacy_officer, at=LATER),
        }
        return by_name[action]()

    return run


def everything_of(message: Message) -> list[Any]:
    """Return every row about the message, to see that a refusal changed none."""
    return [
        list(Message.objects.filter(pk=message.pk).values()),
        list(Reply.objects.filter(message=message).values()),
        list(Duty.objects.filter(message_duty__message=message).values()),
        list(MessageEvent.objects.filter(message=message).values()),
        OutboxEntry.objects.count(),
    ]


REFUSED = [(action, status) for action, allowed in ACTIONS.items() for status in MessageStatus if status not in allowed]
ALLOWED = [(action, status) for action, allowed in ACTIONS.items() for status in sorted(allowed)]


@pytest.mark.parametrize(("action", "status"), REFUSED)
def test_an_action_is_refused_from_every_other_status_with_the_rows_unchanged(act, make_message, action, status):
    message = make_message(status)
    before = everything_of(message)
    with pytest.raises(WrongState):
        act(action, message)
    assert everything_of(message) == before


@pytest.mark.parametrize(("action", "status"), ALLOWED)
def test_an_action_leaves_one_event_more(act, make_message, action, status):
    message = make_message(status)
    if action == "submit":
        act("draft", message)
    n_events = message.events.count()
    act(action, message)
    assert message.events.count() == n_events + 1


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_an_action_is_all_or_nothing(act, make_message, action, monkeypatch):
    """The event is written last but one; if it fails, nothing else stands."""
    message = make_message(sorted(ACTIONS[action])[0])
    if action == "submit":
        act("draft", message)
    before = everything_of(message)

    def fail(event: MessageEvent, **kwargs: Any) -> None:
        raise RuntimeError("the event could not be written")

    monkeypatch.setattr(MessageEvent, "save", fail)
    with pytest.raises(RuntimeError):
        act(action, message)
    assert everything_of(message) == before


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"erase"}))
def test_nobody_of_another_office_may_act(make_message, outsider, action, bureau):
    message = make_message(sorted(ACTIONS[action])[0])
    before = everything_of(message)
    acts: dict[str, Callable[[], Any]] = {
        "accept": lambda: accept_message(message, by=outsider, at=LATER),
        "decline": lambda: decline_message(message, reason="in_court", by=outsider, at=LATER),
        "transfer": lambda: transfer_message(message, to=bureau, reason="拿来", by=outsider, at=LATER),
        "assign": lambda: assign_message(message, to=outsider, by=outsider, at=LATER),
        "draft": lambda: draft_reply(message, parts=PARTS, by=outsider, at=LATER),
        "submit": lambda: submit_reply(message, by=outsider, at=LATER),
        "return": lambda: return_reply(message, note="退回", by=outsider, at=LATER),
        "send": lambda: send_reply(message, visibility=Visibility.PRIVATE, by=outsider, at=LATER),
        "hide": lambda: hide_message(message, reason="隐藏", by=outsider, at=LATER),
    }
    with pytest.raises(NotAllowed):
        acts[action]()
    assert everything_of(message) == before


def test_who_only_looks_on_may_do_nothing(make_message, supervisor, privacy_officer):
    message = make_message(MessageStatus.RECEIVED)
    for officer in (supervisor, privacy_officer):
        with pytest.raises(NotAllowed):
            accept_message(message, by=officer, at=LATER)


def test_accepting_makes_the_officer_the_handler_and_leaves_the_clock(make_message, handler):
    message = make_message(MessageStatus.RECEIVED)
    due_on = duty_of(message).due_on
    message = accept_message(message, by=handler, at=LATER)
    assert (message.status, message.handler, message.accepted_at) == (MessageStatus.ACCEPTED, handler, LATER)
    assert (duty_of(message).handler, duty_of(message).due_on) == (handler, due_on)


def test_a_reasoned_refusal_is_the_answer_owed(make_message, handler):
    message = make_message(MessageStatus.RECEIVED)
    message = decline_message(message, reason=DeclineReason.NOT_GOVERNMENT, by=handler, at=LATER)
    assert (message.status, message.outcome, message.closed_at) == ("closed", "declined", LATER)
    assert duty_of(message).met_on == LATER.date()


def test_declining_needs_a_reason_of_the_list(make_message, handler):
    message = make_message(MessageStatus.RECEIVED)
    with pytest.raises(Refusal) as refused:
        decline_message(message, reason="no_time", by=handler, at=LATER)
    assert refused.value.code == "unknown_reason"


@pytest.mark.parametrize("status", [MessageStatus.RECEIVED, MessageStatus.ACCEPTED])
def test_a_transfer_moves_message_and_duty_and_the_clock_goes_on(make_message, handler, other_bureau, status):
    message = make_message(status)
    before = duty_of(message)
    message = transfer_message(message, to=other_bureau, reason="属该单位职责", by=handler, at=LATER)
    after = duty_of(message)
    assert (message.department, after.department) == (other_bureau, other_bureau)
    assert (message.status, message.handler, after.handler) == (status, None, None)
    assert (after.due_on, after.starts_at, after.pk) == (before.due_on, before.starts_at, before.pk)


def test_the_old_office_loses_sight_and_the_timeline_names_both(make_message, handler, outsider, other_bureau, bureau):
    message = make_message(MessageStatus.RECEIVED)
    transfer_message(message, to=other_bureau, reason="属该单位职责", by=handler, at=LATER)
    assert not Message.objects.visible_to(handler, LATER.date()).exists()
    assert Message.objects.visible_to(outsider, LATER.date()).exists()
    event = message.events.get(kind=MessageEventKind.TRANSFERRED)
    assert (event.department_before, event.department_after, event.reason) == (bureau, other_bureau, "属该单位职责")


def test_the_words_of_a_transfer_stay_out_of_the_duty(make_message, handler, other_bureau):
    message = make_message(MessageStatus.RECEIVED)
    transfer_message(message, to=other_bureau, reason="欧阳明月来电", by=handler, at=LATER)
    event = duty_of(message).events.get(kind=EventKind.TRANSFERRED)
    assert "欧阳" not in f"{event.reason}{event.parameters}"


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_transfer_needs_a_reason_that_fits(make_message, handler, other_bureau, reason):
    message = make_message(MessageStatus.RECEIVED)
    with pytest.raises(Refusal):
        transfer_message(message, to=other_bureau, reason=reason, by=handler, at=LATER)


def test_a_transfer_goes_neither_to_the_same_nor_to_a_dissolved_office(make_message, handler, bureau):
    message = make_message(MessageStatus.RECEIVED)
    gone = DepartmentFactory(dissolved_on=date(2026, 1, 1))
    for office, code in ((bureau, "same_office"), (gone, "office_gone")):
        with pytest.raises(Refusal) as refused:
            transfer_message(message, to=office, reason="属该单位", by=handler, at=LATER)
        assert refused.value.code == code


def test_a_message_is_given_to_a_handler_of_its_office_only(make_message, handler, colleague, reviewer, outsider):
    message = make_message(MessageStatus.ACCEPTED)
    message = assign_message(message, to=colleague, by=handler, at=LATER)
    assert message.handler == duty_of(message).handler == colleague
    for officer in (reviewer, outsider):
        with pytest.raises(Refusal) as refused:
            assign_message(message, to=officer, by=handler, at=LATER)
        assert refused.value.code == "not_a_handler"


def test_a_draft_may_lack_anything_but_is_not_reviewed_so(make_message, handler):
    message = make_message(MessageStatus.ACCEPTED)
    draft_reply(message, parts=ReplyParts(facts="属实。"), by=handler, at=LATER)
    with pytest.raises(Refusal) as refused:
        submit_reply(message, by=handler, at=LATER)
    assert refused.value.code == "incomplete"


def test_no_draft_replaces_one_that_its_writer_has_not_seen(make_message, handler, colleague):
    message = make_message(MessageStatus.ACCEPTED)
    draft_reply(message, parts=ReplyParts(facts="同事写的"), by=colleague, at=LATER, seen=stamp_of(None))
    with pytest.raises(WrongState):
        draft_reply(message, parts=ReplyParts(facts="我写的"), by=handler, at=LATER, seen=stamp_of(None))
    assert Reply.objects.get(message=message).facts == "同事写的"
    seen = stamp_of(ReplyParts(facts="同事写的"))
    draft_reply(message, parts=ReplyParts(facts="我写的"), by=handler, at=LATER, seen=seen)
    assert Reply.objects.get(message=message).facts == "我写的"


def test_no_reply_is_sent_that_its_reviewer_has_not_seen(make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW)
    seen = stamp_of(ReplyParts.of(message.reply))
    Reply.objects.filter(message=message).update(facts="改过的事实")
    with pytest.raises(WrongState):
        send_reply(message, visibility=Visibility.PRIVATE, by=reviewer, at=LATER, seen=seen)
    message.refresh_from_db()
    assert message.status == MessageStatus.IN_REVIEW


def test_without_a_draft_there_is_nothing_to_hand_in(make_message, handler):
    with pytest.raises(Refusal) as refused:
        submit_reply(make_message(MessageStatus.ACCEPTED), by=handler, at=LATER)
    assert refused.value.code == "no_draft"


def test_sending_closes_the_message_and_meets_the_duty(make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW)
    reply = send_reply(message, visibility=Visibility.PRIVATE, by=reviewer, at=LATER)
    message.refresh_from_db()
    assert (reply.status, reply.reviewed_by, reply.sent_at) == ("sent", reviewer, LATER)
    assert (message.status, message.outcome, message.closed_at) == ("closed", "answered", LATER)
    assert is_in_time(duty_of(message))


def test_a_late_answer_meets_the_duty_late_and_the_breach_stands(make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW)
    send_reply(message, visibility=Visibility.PRIVATE, by=reviewer, at=MONDAY + timedelta(days=9))
    duty = duty_of(message)
    assert (duty.met_on, duty.breached_on, is_in_time(duty)) == (date(2026, 11, 25), date(2026, 11, 24), False)


def test_nobody_reviews_a_reply_in_which_he_wrote(mailbox, bureau, handler):
    both = officer_in(bureau, Role.HANDLER, Role.CHECKER)
    message = bring_to(MessageStatus.ACCEPTED, mailbox, handler=handler, reviewer=both)
    draft_reply(message, parts=PARTS, by=both, at=LATER)
    draft_reply(message, parts=PARTS, by=handler, at=LATER)
    submit_reply(message, by=handler, at=LATER)
    before = everything_of(message)
    for review in (
        lambda: send_reply(message, visibility=Visibility.PRIVATE, by=both, at=LATER),
        lambda: return_reply(message, note="退回", by=both, at=LATER),
    ):
        with pytest.raises(NotAllowed):
            review()
    assert everything_of(message) == before


def test_a_returned_reply_can_be_mended_and_sent(make_message, handler, reviewer):
    message = make_message(MessageStatus.IN_REVIEW)
    reply = return_reply(message, note="请补充联系电话", by=reviewer, at=LATER)
    assert (reply.status, reply.review_note) == ("draft", "请补充联系电话")
    draft_reply(message, parts=PARTS, by=handler, at=LATER)
    submit_reply(message, by=handler, at=LATER)
    assert send_reply(message, visibility=Visibility.PRIVATE, by=reviewer, at=LATER).status == "sent"


def test_only_with_consent_and_in_a_mailbox_that_publishes_a_message_becomes_public(make_message, reviewer, mailbox):
    without = make_message(MessageStatus.IN_REVIEW, consents=False)
    with pytest.raises(Refusal) as refused:
        send_reply(without, visibility=Visibility.PUBLIC, by=reviewer, at=LATER)
    assert refused.value.code == "no_consent"
    mailbox.publishes_replies = False
    mailbox.save()
    silent = make_message(MessageStatus.IN_REVIEW)
    with pytest.raises(Refusal) as refused:
        send_reply(silent, visibility=Visibility.PUBLIC, by=reviewer, at=LATER)
    assert refused.value.code == "not_published_here"
    assert not PublicCopy.objects.exists()


def test_the_public_copy_is_masked_even_where_the_reviewer_forgot(make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW, text=f"我是欧阳明月，电话13856400017，住{SENDER.address}。")
    send_reply(
        message,
        visibility=Visibility.PUBLIC,
        by=reviewer,
        at=LATER,
        public_text="我是欧阳明月，手机 138 5640 0017，住在某处。",
    )
    copy = PublicCopy.objects.get(message=message)
    assert copy.text == "我是欧阳**，手机 138 **** ****，住在某处。"
    assert copy.sender == "欧阳**"
    assert copy.contact_phone == PARTS.contact_phone


@pytest.mark.parametrize("phone", ["0564-3371234", "0564-3371234转12"])
@pytest.mark.parametrize("written", ["0564-3371234", "05643371234", "（0564）3371234", "0564 3371234", "3371234"])
def test_the_landline_of_the_sender_is_masked_in_a_reply_and_that_of_the_office_is_not(
    make_message, reviewer, phone, written
):
    message = make_message(MessageStatus.IN_REVIEW, sender=replace(SENDER, phone=phone))
    facts = f"11月17日拨打{written}与您核实，科室电话0564-3379999。"
    Reply.objects.update(facts=facts)
    send_reply(message, visibility=Visibility.PUBLIC, by=reviewer, at=LATER)
    shown = PublicCopy.objects.get().facts
    assert "3371234" not in shown
    assert "科室电话0564-3379999。" in shown


def test_a_machine_masks_where_the_reviewer_wrote_nothing(make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW, text=f"我是欧阳明月，电话13856400017，住{SENDER.address}。")
    send_reply(message, visibility=Visibility.PUBLIC, by=reviewer, at=LATER)
    text = PublicCopy.objects.get(message=message).text
    for word in (SENDER.name, SENDER.phone, SENDER.address):
        assert word not in text


def test_withdrawn_consent_ends_publication_at_once(make_message):
    message = make_message(MessageStatus.CLOSED)
    assert Message.objects.published().exists()
    message = withdraw_consent(message, at=LATER)
    assert (message.consents_to_publication, message.visibility) == (False, "private")
    assert not PublicCopy.objects.exists()
    assert not Message.objects.published().exists()
    with pytest.raises(WrongState):
        withdraw_consent(message, at=LATER)


def test_consent_can_be_withdrawn_before_the_answer_too(make_message, reviewer):
    message = withdraw_consent(make_message(MessageStatus.IN_REVIEW), at=LATER)
    with pytest.raises(Refusal):
        send_reply(message, visibility=Visibility.PUBLIC, by=reviewer, at=LATER)


def test_the_reviewer_can_hide_a_published_message_once(make_message, reviewer):
    message = hide_message(make_message(MessageStatus.CLOSED), reason="漏遮姓名", by=reviewer, at=LATER)
    assert not Message.objects.published().exists()
    with pytest.raises(WrongState):
        hide_message(message, reason="漏遮姓名", by=reviewer, at=LATER)


def test_erasing_leaves_nothing_of_the_sender(make_message, privacy_officer, handler, reviewer):
    message = make_message(MessageStatus.CLOSED, text=f"我是欧阳明月，电话13856400017，住{SENDER.address}。")
    Reply.objects.update(review_note=f"请致电{SENDER.name}，{SENDER.phone}", facts=f"{SENDER.name}反映属实")
    message = erase_sender(message, by=privacy_officer, at=LATER)
    row = str(Message.objects.filter(pk=message.pk).values().get()) + str(Reply.objects.values().get())
    for word in (SENDER.name, SENDER.phone, SENDER.address):
        assert word not in row
    assert message.is_erased
    assert not message.has_email
    with pytest.raises(WrongState):
        erase_sender(message, by=privacy_officer, at=LATER)
    with pytest.raises(NotAllowed):
        erase_sender(message, by=handler, at=LATER)


def test_the_files_of_an_erased_sender_go_also_when_the_store_was_away(
    make_message, privacy_officer, monkeypatch, django_capture_on_commit_callbacks
):
    upload = SimpleUploadedFile("路灯.txt", "路灯照片说明".encode())
    validate_upload(upload)
    message = make_message(MessageStatus.CLOSED, files=[upload])
    name = message.attachments.get().file.name
    while deliver_next(now=timezone.now()):
        pass

    def be_away(self, name) -> None:
        raise OSError("the store does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(type(private_storage()), "delete", be_away)
        with django_capture_on_commit_callbacks(execute=True):
            erase_sender(message, by=privacy_officer, at=LATER)
        deliver_next(now=timezone.now())
    assert private_storage().exists(name)
    assert deliver_next(now=timezone.now() + timedelta(hours=1))
    assert not private_storage().exists(name)
    assert not message.attachments.exists()


def test_what_officers_write_into_the_timeline_names_no_sender(
    make_message, handler, reviewer, other_bureau, privacy_officer
):
    told = f"已致电{SENDER.name}（{SENDER.phone}），详询0564-3379999"
    passed_on, answered = make_message(MessageStatus.ACCEPTED), make_message(MessageStatus.IN_REVIEW)
    transfer_message(passed_on, to=other_bureau, reason=told, by=handler, at=LATER)
    return_reply(answered, note=told, by=reviewer, at=LATER)
    assert Reply.objects.get(message=answered).review_note == told
    submit_reply(answered, by=handler, at=LATER)
    send_reply(answered, visibility=Visibility.PUBLIC, by=reviewer, at=LATER)
    hide_message(answered, reason=told, by=reviewer, at=LATER)
    erase_sender(answered, by=privacy_officer, at=LATER)
    told_kinds = [MessageEventKind.TRANSFERRED, MessageEventKind.RETURNED, MessageEventKind.HIDDEN]
    kept = MessageEvent.objects.filter(kind__in=told_kinds).values_list("reason", flat=True)
    assert list(kept) == ["已致电欧阳**（138********），详询0564-3379999"] * 3


def test_a_mask_that_is_longer_than_what_it_hides_keeps_nobody_from_being_erased(make_message, privacy_officer):
    short = replace(SENDER, name="李四")
    message = make_message(MessageStatus.CLOSED, sender=short, consents=False, subject="李四" * 100)
    Reply.objects.update(review_note="请改写" + "李四" * 98)
    message = erase_sender(message, by=privacy_officer, at=LATER)
    assert message.subject == ("李**" * 100)[:200]
    assert Reply.objects.get().review_note == ("请改写" + "李**" * 98)[:200]


def test_a_subject_that_grows_by_its_masks_is_published_cut(make_message, reviewer):
    message = make_message(MessageStatus.IN_REVIEW, sender=replace(SENDER, name="李四"))
    send_reply(message, visibility=Visibility.PUBLIC, by=reviewer, at=LATER, public_subject="李四" * 100)
    assert PublicCopy.objects.get().subject == ("李**" * 100)[:200]


def test_the_timeline_refuses_to_be_changed(make_message):
    from django.db import DatabaseError, transaction

    message = make_message(MessageStatus.RECEIVED)
    with pytest.raises(DatabaseError), transaction.atomic():
        message.events.update(reason="改写")
    with pytest.raises(DatabaseError), transaction.atomic():
        message.events.all().delete()


def test_a_message_is_found_by_its_office_and_those_above(mailbox, handler, outsider, supervisor, administrator):
    receive(mailbox)
    seen = {
        name: Message.objects.visible_to(who, MONDAY.date()).count()
        for name, who in {
            "handler": handler,
            "outsider": outsider,
            "supervisor": supervisor,
            "administrator": administrator,
        }.items()
    }
    assert seen == {"handler": 1, "outsider": 0, "supervisor": 1, "administrator": 0}
