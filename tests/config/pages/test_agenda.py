"""The officer's home: what waits for this person, and nothing of anybody else's."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from config.pages.agenda import SHOWN, agenda_of
from departments.duties.kinds import DutyKind
from departments.models import Duty, Officer
from departments.officers.roles import Role
from disclosure.policies.services.interpretations import (
    return_interpretation,
    review_interpretation,
    submit_interpretation,
)
from interaction.messages.services import draft_reply, return_reply, submit_reply
from interaction.messages.statuses import MessageStatus
from tests.factories.departments import AssignmentFactory, officer_in
from tests.factories.disclosure import DraftFactory, submitted
from tests.factories.interaction import PARTS, SENDER, MailboxFactory, bring_to, receive
from tests.factories.money import approve, bureau_of, drafted, finance_unit
from tests.factories.money import submitted as submitted_statement
from tests.factories.policies import (
    interpretation_draft,
    published_policy,
    reviewed_interpretation,
    submitted_interpretation,
)

pytestmark = pytest.mark.django_db

# letters of the factory arrive on 16 November 2026 and are due on the 23rd
BEFORE, DUE, AFTER = date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 25)


@pytest.fixture
def mailbox(bureau):
    return MailboxFactory(department=bureau)


def test_a_letter_is_due_within_a_week_then_today_then_overdue(mailbox, handler):
    receive(mailbox)
    for today, expected in ((BEFORE, (0, 0, 1)), (DUE, (0, 1, 0)), (AFTER, (1, 0, 0))):
        agenda = agenda_of(handler, today)
        assert (agenda.n_overdue, agenda.n_today, agenda.n_week) == expected


def test_the_letter_is_named_to_those_who_may_read_it_only(mailbox, handler, author, outsider):
    message, _code = receive(mailbox)
    assert [line.message for line in agenda_of(handler, DUE).lines] == [message]
    assert agenda_of(outsider, DUE).lines == []


def test_an_author_is_not_bothered_with_letters_but_with_what_is_to_be_published(mailbox, bureau, author):
    receive(mailbox)
    assert agenda_of(author, DUE).n_due == 0
    Duty.objects.update(kind=DutyKind.PUBLICATION)
    assert [line.message for line in agenda_of(author, DUE).lines] == [None]


def test_a_handler_sees_which_answer_is_in_review_and_which_came_back(client, mailbox, handler, reviewer):
    message = bring_to(MessageStatus.IN_REVIEW, mailbox, handler=handler, reviewer=reviewer)
    Duty.objects.update(due_on=timezone.localdate())
    client.force_login(handler)
    assert "答复审核中" in client.get("/admin/").text
    return_reply(message, note="请补充依据", by=reviewer, at=timezone.now())
    page = client.get("/admin/").text
    assert "审核退回" in page
    assert "答复审核中" not in page
    submit_reply(message, by=handler, at=timezone.now())
    assert "审核退回" not in client.get("/admin/").text


def test_a_list_names_the_matter_and_not_the_sender(mailbox, handler, supervisor):
    receive(mailbox, subject=f"{SENDER.name}反映路灯不亮，电话{SENDER.phone}")
    for officer in (handler, supervisor):
        subject = agenda_of(officer, DUE).lines[0].subject
        assert "路灯不亮" in subject
        assert SENDER.name not in subject
        assert SENDER.phone not in subject


def test_a_handler_does_not_see_what_was_given_to_a_colleague(mailbox, bureau, handler, supervisor):
    message, _code = receive(mailbox)
    colleague = officer_in(bureau, Role.HANDLER)
    Duty.objects.filter(message_duty__message=message).update(handler=colleague)
    assert agenda_of(handler, DUE).n_due == 0
    assert agenda_of(colleague, DUE).n_due == 1
    assert agenda_of(supervisor, DUE).n_due == 1


@pytest.mark.parametrize("left", ["barred", "moved", "role ended"])
def test_what_a_colleague_who_left_had_is_on_the_desk_of_those_who_are_there(
    mailbox, bureau, other_bureau, handler, left
):
    message, _code = receive(mailbox)
    colleague = officer_in(bureau, Role.HANDLER)
    Duty.objects.filter(message_duty__message=message).update(handler=colleague)
    assert agenda_of(handler, DUE).n_due == 0
    match left:
        case "barred":
            Officer.objects.filter(pk=colleague.pk).update(is_active=False)
        case "moved":
            colleague.assignments.update(department=other_bureau)
        case "role ended":
            colleague.assignments.update(ends_on=BEFORE)
    assert [line.message for line in agenda_of(handler, DUE).lines] == [message]


def test_a_reply_waits_for_a_reviewer_who_did_not_draft_it(mailbox, bureau, handler, reviewer, outsider):
    both = officer_in(bureau, Role.HANDLER, Role.CHECKER)
    message = bring_to(MessageStatus.IN_REVIEW, mailbox, handler=both, reviewer=reviewer)
    assert [line.reply.message for line in agenda_of(reviewer, DUE).replies] == [message]
    for other in (both, handler, outsider):
        assert agenda_of(other, DUE).n_replies == 0


def test_a_reply_does_not_wait_for_who_wrote_an_earlier_draft_of_it(mailbox, bureau, handler, reviewer):
    both = officer_in(bureau, Role.HANDLER, Role.CHECKER)
    message = bring_to(MessageStatus.ACCEPTED, mailbox, handler=handler, reviewer=reviewer)
    for writer in (both, handler):
        draft_reply(message, parts=PARTS, by=writer, at=timezone.now())
    submit_reply(message, by=handler, at=timezone.now())
    assert [line.reply.message for line in agenda_of(reviewer, DUE).replies] == [message]
    assert agenda_of(both, DUE).n_replies == 0


def test_an_item_waits_for_a_signatory_who_took_no_step_on_it(bureau, signatory, outsider):
    item = submitted(bureau)
    item.editors.add(also := officer_in(bureau, Role.SIGNATORY))
    assert list(agenda_of(signatory, DUE).items) == [item]
    for other in (also, item.author, outsider):
        assert agenda_of(other, DUE).n_items == 0


def test_an_interpretation_waits_for_its_legal_office_and_then_for_a_signatory(client, bureau, other_bureau, signatory):
    legal, elsewhere = officer_in(other_bureau, Role.LEGAL), officer_in(bureau, Role.LEGAL)
    asked = submitted_interpretation(bureau, legal_office=other_bureau)
    assert list(agenda_of(legal, DUE).interpretations) == [asked]
    assert (agenda_of(elsewhere, DUE).n_interpretations, agenda_of(signatory, DUE).n_items) == (0, 0)
    client.force_login(legal)
    assert reverse("admin:disclosure_interpretation_change", args=[asked.pk]) in client.get("/admin/").text
    reviewed = reviewed_interpretation(bureau, legal_office=other_bureau)
    assert list(agenda_of(legal, DUE).interpretations) == [asked]
    assert list(agenda_of(signatory, DUE).items) == [reviewed.item]


def test_whoever_reviewed_an_interpretation_is_not_asked_to_sign_it(bureau, signatory):
    reviewed = reviewed_interpretation(bureau)
    assert agenda_of(signatory, DUE).n_items == 1
    AssignmentFactory(officer=reviewed.reviewed_by, department=bureau, role=Role.SIGNATORY)
    assert agenda_of(reviewed.reviewed_by, DUE).n_items == 0
    back = return_interpretation(reviewed, by=reviewed.author, at=timezone.now(), reason="改一句")
    again = submit_interpretation(back, by=reviewed.author, at=timezone.now())
    review_interpretation(again, by=officer_in(reviewed.legal_office, Role.LEGAL), at=timezone.now())
    assert agenda_of(signatory, DUE).n_items == 1
    assert agenda_of(reviewed.reviewed_by, DUE).n_items == 0


def test_an_author_finds_the_own_drafts(bureau, author):
    draft = DraftFactory(department=bureau, author=author)
    DraftFactory(department=bureau)
    assert list(agenda_of(author, DUE).drafts) == [draft]


def test_the_most_urgent_come_first_and_the_rest_is_counted(mailbox, handler):
    for _ in range(SHOWN + 3):
        receive(mailbox)
    agenda = agenda_of(handler, DUE)
    assert (len(agenda.lines), agenda.n_due) == (SHOWN, SHOWN + 3)


def test_the_home_of_the_back_office_opens_for_every_role(client, bureau, mailbox, reviewer):
    bring_to(MessageStatus.IN_REVIEW, mailbox, handler=officer_in(bureau, Role.HANDLER), reviewer=reviewer)
    submitted(bureau)
    for role in Role:
        client.force_login(officer_in(bureau, role))
        assert client.get(reverse("admin:index")).status_code == 200


def test_the_home_costs_the_same_however_much_waits(client, mailbox, handler, django_assert_max_num_queries):
    for _ in range(6):
        receive(mailbox)
    client.force_login(handler)
    with django_assert_max_num_queries(20):
        client.get(reverse("admin:index"))


def test_an_officer_without_a_role_is_told_so(client, bureau):
    client.force_login(officer_in(bureau))
    assert "errornote" in client.get(reverse("admin:index")).content.decode()


def test_a_duty_to_interpret_leads_its_author_to_the_form_for_this_policy_then_to_what_was_begun(
    client, bureau, author, handler
):
    policy = published_policy(bureau)
    Duty.objects.update(due_on=timezone.localdate())
    duty = Duty.objects.get(kind=DutyKind.INTERPRETATION)
    client.force_login(handler)
    assert f"/admin/departments/duty/{duty.pk}/change/" in client.get("/admin/").text
    client.force_login(author)
    form = f"/admin/disclosure/interpretation/add/?policy={policy.pk}"
    assert f'href="{form}"' in client.get("/admin/").text
    assert str(client.get(form).context["adminform"].form["policy"].value()) == str(policy.pk)
    begun = interpretation_draft(bureau, policy=policy)
    assert f'href="/admin/disclosure/interpretation/{begun.pk}/change/"' in client.get("/admin/").text


def test_a_duty_to_publish_money_leads_to_the_entry_of_its_statement(client, city, bureau, outsider):
    unit = finance_unit(bureau)
    approve(bureau_of(city), unit)
    accountant = officer_in(bureau, Role.FINANCE)
    (line,) = agenda_of(accountant, DUE).lines
    assert line.statement == f"unit={unit.pk}&year=2023&kind=final_account"
    assert agenda_of(outsider, DUE).lines == []
    client.force_login(accountant)
    address = f"{reverse('admin:disclosure_statement_enter')}?{line.statement}"
    assert address.replace("&", "&amp;") in client.get("/admin/").content.decode()
    assert client.get(address).status_code == 200


def test_a_supervisor_is_led_to_the_duty_and_not_to_an_entry_that_is_refused(client, city, bureau, supervisor):
    approve(bureau_of(city), finance_unit(bureau))
    client.force_login(supervisor)
    (line,) = agenda_of(supervisor, DUE).lines
    assert line.statement == ""
    address = reverse("admin:departments_duty_change", args=[line.duty.pk])
    assert address in client.get("/admin/").content.decode()
    assert client.get(address).status_code == 200


def test_a_finance_bureau_finds_what_it_has_to_approve_until_it_is_entered(
    client, city, bureau, other_bureau, outsider
):
    treasury, unit = bureau_of(city), finance_unit(bureau)
    treasurer = officer_in(treasury.department, Role.FINANCE)
    assert agenda_of(treasurer, date(2024, 2, 29)).approvals == []  # accounts are due in September, budgets in March
    (budget,) = agenda_of(treasurer, date(2024, 3, 1)).approvals
    assert (budget.fiscal_year, budget.kind, budget.n_units, budget.days_late) == (2024, "budget", 1, 0)
    account, _budget = agenda_of(treasurer, date(2024, 10, 2)).approvals
    assert (account.fiscal_year, account.kind, account.n_units, account.days_late) == (2023, "final_account", 1, 2)
    assert agenda_of(outsider, date(2024, 10, 2)).approvals == []
    assert agenda_of(treasurer, date(2024, 9, 10)).has_late_approvals  # the budget's, though the accounts come first
    client.force_login(treasurer)
    with time_machine.travel("2024-10-02T04:00:00Z", tick=False):
        page = client.get("/admin/").text
    assert f"{reverse('admin:disclosure_approval_enter')}?year=2023&amp;kind=final_account" in page
    assert "有批复已超期" in page
    approve(treasury, unit)
    assert [line.kind for line in agenda_of(treasurer, date(2024, 10, 2)).approvals] == ["budget"]
    assert agenda_of(treasurer, date(2025, 1, 2)).approvals == []  # of the years before nothing else was begun
    finance_unit(other_bureau)
    (line,) = agenda_of(treasurer, date(2025, 1, 2)).approvals
    assert (line.fiscal_year, line.kind, line.n_units) == (2023, "final_account", 1)


def test_a_statement_waits_for_a_signatory_who_had_no_hand_in_it(city, bureau, signatory, outsider):
    unit = finance_unit(bureau)
    approve(bureau_of(city), unit)
    statement = submitted_statement(unit)
    draft = drafted(unit, year=2022)
    assert agenda_of(signatory, DUE).statements == [statement]
    assert agenda_of(outsider, DUE).statements == []
    both = officer_in(bureau, Role.FINANCE, Role.SIGNATORY)
    statement.editors.add(both)
    agenda = agenda_of(both, DUE)
    assert (agenda.statements, agenda.n_statements, agenda.statement_drafts) == ([], 0, [])
    assert agenda_of(draft.entered_by, DUE).statement_drafts == [draft]
