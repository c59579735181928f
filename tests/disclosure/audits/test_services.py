"""Entering audits, demanding rectification, reporting it, deciding about it: each step, and every refusal."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction

from departments.duties.actors import SYSTEM
from departments.duties.kinds import DutyKind
from departments.duties.services import suspend_duty
from departments.duties.sweeping import sweep
from departments.models import DeadlineRule, Duty
from departments.officers.roles import Role
from disclosure.audits.services import (
    ProjectEntry,
    accept_rectification,
    delete_entry,
    demand_rectification,
    drop_demand,
    import_projects,
    reject_rectification,
    report_rectification,
    save_finding,
    save_project,
    save_report,
)
from disclosure.audits.services import entry as entry_services
from disclosure.audits.standing import standing_of
from disclosure.audits.statuses import RectificationStatus
from disclosure.items.services import sign_item, submit_item, withdraw_item
from disclosure.models import AuditedProject, AuditFinding, AuditReport, RectificationEvent
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.audits import (
    DELIVERED_ON,
    MARCH,
    auditor_in,
    demanded,
    finding_of,
    project_of,
    publish,
    report_on,
    reported,
)
from tests.factories.departments import officer_in
from tests.factories.disclosure import DraftFactory

pytestmark = pytest.mark.django_db

DUE = date(2024, 4, 30)
"""60 natural days after 1 March 2024."""


def in_days(days: int) -> datetime:
    return MARCH + timedelta(days=days)


# -- entering --------------------------------------------------------------------------------------------------------
def test_nothing_is_carried_over_to_another_report(audit_office, auditor):
    here, there = report_on(audit_office), report_on(audit_office)
    for entry, save in ((project_of(here), save_project), (finding_of(here), save_finding)):
        entry.report = there
        with pytest.raises(WrongState) as refusal:
            save(entry, by=auditor, at=MARCH)
        assert refusal.value.code == "report_fixed"


def test_only_an_auditor_of_the_office_of_the_item_enters(audit_office, other_bureau, author, bureau):
    item = DraftFactory(department=audit_office)
    for stranger in (auditor_in(other_bureau), officer_in(audit_office, Role.AUTHOR, Role.SIGNATORY)):
        with pytest.raises(NotAllowed):
            save_report(AuditReport(item=item, fiscal_year=2023), by=stranger, at=MARCH)
    assert not AuditReport.objects.exists()


def test_whoever_enters_a_fact_can_not_sign_the_item(audit_office):
    both = officer_in(audit_office, Role.AUDITOR, Role.SIGNATORY)
    report = save_report(AuditReport(item=DraftFactory(department=audit_office), fiscal_year=2023), by=both, at=MARCH)
    item = submit_item(report.item, by=report.item.author, at=MARCH)
    with pytest.raises(NotAllowed):
        sign_item(item, by=both, at=MARCH)


@pytest.mark.parametrize("change", [save_report, save_project, save_finding])
def test_what_left_the_desk_is_fixed(audit_office, auditor, change):
    report = report_on(audit_office)
    rows = {save_report: report, save_project: project_of(report), save_finding: finding_of(report)}
    publish(report)
    with pytest.raises(WrongState):
        change(rows[change], by=auditor, at=MARCH)
    for row in rows.values():
        with pytest.raises(WrongState):
            delete_entry(row, by=auditor, at=MARCH)
    with pytest.raises(WrongState):
        import_projects(report, [], by=auditor, at=MARCH)


def test_the_reduction_is_reckoned_and_projects_are_numbered(audit_office):
    report = report_on(audit_office)
    first, second = project_of(report), project_of(report, name="第二标段", approved=Decimal("1000000.01"))
    assert (first.position, second.position) == (1, 2)
    assert (first.reduced, second.reduced) == (Decimal("100000.00"), Decimal("-0.01"))


def test_the_database_knows_the_arithmetic_too(audit_office):
    project = project_of(report_on(audit_office))
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditedProject.objects.filter(pk=project.pk).update(reduced=1)


@pytest.mark.parametrize(
    "change",
    [
        {"contractor": "张三"},
        {"audited_on": date(2024, 3, 2)},
        {"submitted": Decimal(0)},
        {"approved": Decimal(-1)},
        {"findings_text": "经办人手机13856412345"},
        {"auditor": "身份证11010519491231002X"},
    ],
)
def test_what_may_not_be_published_is_refused(audit_office, change):
    with pytest.raises(Refusal):
        project_of(report_on(audit_office), **change)
    assert not AuditedProject.objects.exists()


def test_a_contractor_that_somebody_looked_at_passes(audit_office):
    project = project_of(report_on(audit_office), contractor="老张建设", is_contractor_confirmed=True)
    assert project.pk


def test_a_finding_names_a_project_of_its_own_report(audit_office):
    other = project_of(report_on(audit_office, 2022))
    with pytest.raises(Refusal):
        finding_of(report_on(audit_office), project=other)


def entry(number: int, **fields: object) -> ProjectEntry:
    values = {
        "name": f"工程{number}",
        "contractor": "测试建设有限公司",
        "submitted": Decimal(100),
        "approved": Decimal(90),
        "audited_on": date(2023, 6, 30),
        **fields,
    }
    return ProjectEntry(**values)


def test_a_list_is_imported_whole_after_what_is_there(audit_office, auditor, bureau):
    report = report_on(audit_office)
    project_of(report)
    assert import_projects(report, [entry(n, owner=bureau) for n in range(3)], by=auditor, at=MARCH) == 3
    assert list(report.projects.values_list("position", "reduced")) == [
        (1, Decimal("100000.00")),
        *((n, Decimal("10.00")) for n in (2, 3, 4)),
    ]


def test_of_a_list_with_one_wrong_row_nothing_is_imported(audit_office, auditor, bureau):
    report = report_on(audit_office)
    with pytest.raises(Refusal):
        import_projects(
            report, [entry(1, owner=bureau), entry(2, owner=bureau, contractor="张三")], by=auditor, at=MARCH
        )
    assert not report.projects.exists()


def test_a_report_holds_only_so_many_projects(audit_office, auditor, bureau, monkeypatch):
    monkeypatch.setattr(entry_services, "MOST_PROJECTS", 2)
    report = report_on(audit_office)
    with pytest.raises(Refusal):
        import_projects(report, [entry(n, owner=bureau) for n in range(3)], by=auditor, at=MARCH)


# -- demanding -------------------------------------------------------------------------------------------------------
def test_each_finding_that_demands_it_opens_a_duty_on_its_office(audit_office, bureau, auditor):
    report = report_on(audit_office)
    owed, _free = finding_of(report, bureau), finding_of(report, bureau, status=RectificationStatus.NONE)
    report = publish(report)
    found = demand_rectification(report, by=auditor, at=MARCH, delivered_on=DELIVERED_ON)
    assert [finding.pk for finding in found] == [owed.pk]
    duty = Duty.objects.get()
    assert (duty.department, duty.kind, duty.due_on) == (bureau, DutyKind.RECTIFICATION, DUE)
    assert duty.rule.code == "rectify-60-days"
    assert "专项资金" not in duty.title
    owed.refresh_from_db()
    assert (owed.status, owed.duty) == (RectificationStatus.OPEN, duty)


def test_the_rule_is_a_row_that_names_itself_the_citys_own(db):
    rule = DeadlineRule.objects.get(code="rectify-60-days")
    assert (rule.quantity, rule.unit) == (60, "natural_day")
    assert "本市自定" in rule.source


def test_nothing_is_demanded_before_the_report_is_public(audit_office, bureau, auditor):
    report = report_on(audit_office)
    finding_of(report, bureau)
    with pytest.raises(WrongState):
        demand_rectification(report, by=auditor, at=MARCH, delivered_on=DELIVERED_ON)
    assert not Duty.objects.exists()


def test_nothing_is_demanded_twice_in_the_future_or_by_strangers(audit_office, bureau, auditor, accountant):
    report = demanded(audit_office, bureau).report
    with pytest.raises(Refusal):
        demand_rectification(report, by=auditor, at=MARCH, delivered_on=DELIVERED_ON)
    with pytest.raises(Refusal):
        demand_rectification(report, by=auditor, at=MARCH, delivered_on=DELIVERED_ON + timedelta(days=1))
    with pytest.raises(NotAllowed):
        demand_rectification(report, by=accountant, at=MARCH, delivered_on=DELIVERED_ON)
    assert Duty.objects.count() == 1


# -- reporting and deciding ------------------------------------------------------------------------------------------
def test_the_duty_is_met_as_of_the_report_that_the_auditors_accept(audit_office, bureau, auditor):
    finding = reported(audit_office, bureau, at=in_days(59))
    sweep(now=in_days(70))
    assert Duty.objects.get().breached_on is not None
    accept_rectification(finding, by=auditor, at=in_days(75))
    duty = Duty.objects.get()
    assert (duty.met_on, duty.breached_on) == (date(2024, 4, 29), None)
    finding.refresh_from_db()
    assert finding.status == RectificationStatus.ACCEPTED


def test_a_report_that_is_sent_back_counts_for_nothing_and_the_clock_goes_on(audit_office, bureau, auditor, accountant):
    finding = reported(audit_office, bureau, at=in_days(50))
    finding = reject_rectification(finding, by=auditor, at=in_days(55), reason="缺少拨付凭证。")
    assert (finding.status, finding.rectification, finding.reported_at) == (RectificationStatus.OPEN, "", None)
    duty = Duty.objects.get()
    assert duty.is_open
    assert duty.due_on == DUE
    finding = report_rectification(finding, by=accountant, at=in_days(63), words="补交凭证。")
    accept_rectification(finding, by=auditor, at=in_days(64))
    duty.refresh_from_db()
    assert (duty.met_on, duty.breached_on) == (date(2024, 5, 3), date(2024, 5, 1))


def test_two_steps_take_two_people(audit_office, bureau):
    """An officer of both offices reports, and then may not accept."""
    both = officer_in(bureau, Role.FINANCE)
    from tests.factories.departments import AssignmentFactory

    AssignmentFactory(officer=both, department=audit_office, role=Role.AUDITOR)
    finding = report_rectification(demanded(audit_office, bureau), by=both, at=MARCH, words="已整改。")
    with pytest.raises(NotAllowed) as refused:
        accept_rectification(finding, by=both, at=MARCH)
    assert refused.value.code == "own_report"
    assert Duty.objects.get().is_open


def test_strangers_neither_report_nor_decide(audit_office, bureau, other_bureau, auditor, accountant):
    finding = demanded(audit_office, bureau)
    for stranger in (officer_in(other_bureau, *Role), auditor):
        with pytest.raises(NotAllowed):
            report_rectification(finding, by=stranger, at=MARCH, words="x")
    finding = report_rectification(finding, by=accountant, at=MARCH, words="已整改。")
    for service, more in (
        (accept_rectification, {}),
        (reject_rectification, {"reason": "x"}),
        (drop_demand, {"reason": "x"}),
    ):
        with pytest.raises(NotAllowed):
            service(finding, by=officer_in(other_bureau, *Role), at=MARCH, **more)
    finding.refresh_from_db()
    assert finding.status == RectificationStatus.REPORTED


def test_a_demand_taken_back_cancels_the_duty(audit_office, bureau, auditor):
    finding = drop_demand(demanded(audit_office, bureau), by=auditor, at=MARCH, reason="经复核不属实。")
    assert finding.status == RectificationStatus.DROPPED
    assert Duty.objects.get().cancelled_on == DELIVERED_ON


STEPS = {
    "report": (report_rectification, {"words": "x"}, {RectificationStatus.OPEN}),
    "accept": (accept_rectification, {}, {RectificationStatus.REPORTED}),
    "reject": (reject_rectification, {"reason": "x"}, {RectificationStatus.REPORTED}),
    "drop": (drop_demand, {"reason": "x"}, {RectificationStatus.OPEN, RectificationStatus.REPORTED}),
}


def in_status(status: str, audit_office, bureau, auditor) -> AuditFinding:
    """Return a finding in the status, brought there by the services."""
    if status in {RectificationStatus.NONE, RectificationStatus.PLANNED}:
        return finding_of(report_on(audit_office), bureau, status=status)
    if status == RectificationStatus.OPEN:
        return demanded(audit_office, bureau)
    if status == RectificationStatus.DROPPED:
        return drop_demand(demanded(audit_office, bureau), by=auditor, at=MARCH, reason="x")
    finding = reported(audit_office, bureau)
    return finding if status == RectificationStatus.REPORTED else accept_rectification(finding, by=auditor, at=MARCH)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", RectificationStatus.values)
def test_each_step_is_open_from_its_statuses_alone(audit_office, bureau, auditor, accountant, step, status):
    finding = in_status(status, audit_office, bureau, auditor)
    service, more, allowed = STEPS[step]
    by = accountant if step == "report" else auditor
    n_events = RectificationEvent.objects.count()
    if status in allowed:
        service(finding, by=by, at=MARCH, **more)
        assert RectificationEvent.objects.count() == n_events + 1
        return
    with pytest.raises(WrongState):
        service(finding, by=by, at=MARCH, **more)
    finding.refresh_from_db()
    assert finding.status == status
    assert RectificationEvent.objects.count() == n_events


@pytest.mark.parametrize(("words", "ok"), [(" ", False), ("长" * 1001, False), ("长" * 1000, True)])
def test_a_report_needs_words_of_some_length(audit_office, bureau, accountant, words, ok):
    finding = demanded(audit_office, bureau)
    if ok:
        assert report_rectification(finding, by=accountant, at=MARCH, words=words).rectification == words
    else:
        with pytest.raises(Refusal):
            report_rectification(finding, by=accountant, at=MARCH, words=words)


def test_steps_are_kept_for_good(audit_office, bureau):
    reported(audit_office, bureau)
    assert list(RectificationEvent.objects.values_list("status_before", "status_after")) == [
        ("planned", "open"),
        ("open", "reported"),
    ]
    with pytest.raises(InternalError), transaction.atomic():
        RectificationEvent.objects.update(words="anders")


# -- reading ---------------------------------------------------------------------------------------------------------
def test_late_is_told_by_words_and_by_the_queryset_alike(audit_office, bureau, auditor, accountant):
    finding = demanded(audit_office, bureau)
    for day, is_late in ((DUE, False), (DUE + timedelta(days=1), True)):
        assert AuditFinding.objects.late(day).exists() is is_late
        assert (standing_of(finding, day).tone == "late") is is_late
    finding = report_rectification(finding, by=accountant, at=in_days(65), words="已整改。")
    assert AuditFinding.objects.late(DUE + timedelta(days=9)).exists()
    assert standing_of(finding, DUE + timedelta(days=9)).tone == "late"


def test_nothing_is_late_while_its_clock_is_stopped(audit_office, bureau, accountant):
    finding = demanded(audit_office, bureau)
    suspend_duty(finding.duty, at=in_days(10), by=SYSTEM, reason="third_party")
    finding = AuditFinding.objects.select_related("duty").get(pk=finding.pk)
    assert not AuditFinding.objects.late(DUE + timedelta(days=9)).exists()
    assert standing_of(finding, DUE + timedelta(days=9)).tone != "late"


@pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (1, True)])
def test_a_demand_in_hours_is_reported_late_on_the_day_itself(audit_office, bureau, accountant, minutes, is_late):
    finding = demanded(audit_office, bureau)
    hour = in_days(60)
    Duty.objects.update(due_at=hour)
    finding = AuditFinding.objects.get(pk=finding.pk)
    finding = report_rectification(finding, by=accountant, at=hour + timedelta(minutes=minutes), words="已整改。")
    assert AuditFinding.objects.late(DUE).exists() is is_late
    assert (standing_of(finding, DUE).tone == "late") is is_late


def test_reported_in_time_is_not_late_while_the_auditors_think(audit_office, bureau):
    finding = reported(audit_office, bureau)
    assert not AuditFinding.objects.late(DUE + timedelta(days=9)).exists()
    assert standing_of(finding, DUE + timedelta(days=9)).tone == "warn"


def test_what_is_withdrawn_is_not_published_any_more(audit_office):
    report = report_on(audit_office)
    project_of(report)
    report = publish(report)
    assert AuditedProject.objects.published().totals().number == 1
    withdraw_item(report.item, by=officer_in(audit_office, Role.SIGNATORY), at=MARCH, reason="有误")
    assert not AuditReport.objects.published().exists()
    assert AuditedProject.objects.published().totals() == (0, Decimal(0), Decimal(0))


def test_officers_see_their_reports_and_what_they_owe(audit_office, bureau, other_bureau, auditor, accountant):
    finding = demanded(audit_office, bureau)
    planned = finding_of(report_on(audit_office, 2022), bureau)
    today = DELIVERED_ON
    assert set(AuditFinding.objects.visible_to(auditor, today)) == {finding, planned}
    assert set(AuditFinding.objects.visible_to(accountant, today)) == {finding}
    assert not AuditFinding.objects.visible_to(officer_in(other_bureau, *Role), today).exists()
