"""Taking over what was published before this platform: many statements at once, as they stood, slips included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.audit import Context, Finding, audit
from disclosure.money.composing import plain_of
from disclosure.money.entries import Entry
from disclosure.money.models import (
    FinanceBureau,
    FinanceUnit,
    PublicFigures,
    Statement,
    StatementCount,
    StatementEvent,
    StatementFinding,
    StatementNote,
    StatementVersion,
    ThreePublicFigure,
)
from disclosure.money.picture import forget_pictures_on_commit
from disclosure.money.publishing import content_of, count_in_city, next_version, public_figures
from disclosure.money.services.entry import counts_of, figures_of, notes_of, require_fit
from disclosure.money.services.meeting import meet_owed
from disclosure.money.services.signing import APPROVAL_RULES, finding_row
from disclosure.money.statuses import StatementStatus
from foundation.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True)
class TakenOver:
    """One statement as it was published, on which local date, and where (an address or a paper)."""

    unit: FinanceUnit
    fiscal_year: int
    kind: str
    scope: str
    entry: Entry
    published_on: date
    source: str


@transaction.atomic
def take_over_statements(rows: Sequence[TakenOver], *, bureau: FinanceBureau, by: Officer, at: datetime) -> int:
    """Store statements as published before, with what the audit finds in them, and return how many; all or none.

    Nobody signs them; findings are published beside the figures and block nothing. What is owed under an approval that
    is there is met as of the day of publication. The three public expenses alone are taken over. Raises NotAllowed for
    whoever is not of the bureau or for units of another, Refusal for a day to come, a unit that publishes nothing, an
    unstorable amount, or what is there already.
    """
    today = timezone.localdate(at)
    if not may(by, "disclosure.enter_approval", bureau.department, today):
        raise NotAllowed(_("Only the finance bureau takes over statements."))
    _require_fit(rows, bureau, today)
    statements = Statement.objects.bulk_create(_statement(row, by) for row in rows)
    pairs = [(statement, row.entry) for statement, row in zip(statements, rows, strict=True)]
    ThreePublicFigure.objects.bulk_create([each for pair in pairs for each in figures_of(*pair)])
    StatementCount.objects.bulk_create([each for pair in pairs for each in counts_of(*pair)])
    StatementNote.objects.bulk_create([each for pair in pairs for each in notes_of(*pair)])
    _publish(statements, rows, by=by, at=at)
    meet_owed({row.unit for row in rows}, by=by)
    forget_pictures_on_commit()
    return len(statements)


def _require_fit(rows: Sequence[TakenOver], bureau: FinanceBureau, today: date) -> None:
    own = set(FinanceUnit.objects.in_territory(bureau).values_list("pk", flat=True))
    stored = set(
        Statement.objects.values_list("unit", "fiscal_year", "kind", "scope").filter(
            unit__in={row.unit.pk for row in rows}
        )
    )
    for row in rows:
        shown = {"unit": row.unit, "year": row.fiscal_year}
        if row.unit.pk not in own:
            raise NotAllowed(_("%(unit)s does not belong to this finance bureau.") % shown)
        require_fit(row.unit, row.scope, row.entry)
        if row.published_on > today:
            raise Refusal(_("%(unit)s, %(year)s: the day of publication is still to come.") % shown, code="future")
        if row.entry.tables:
            raise Refusal(_("%(unit)s, %(year)s: statutory tables are not taken over.") % shown, code="tables_given")
        if not row.source.strip():
            raise Refusal(_("%(unit)s, %(year)s: say where it was published.") % shown, code="source_missing")
        key = (row.unit.pk, row.fiscal_year, row.kind, row.scope)
        if key in stored:
            raise Refusal(_("%(unit)s, %(year)s: this statement is there already.") % shown, code="statement_exists")
        stored.add(key)


def _statement(row: TakenOver, by: Officer) -> Statement:
    return Statement(
        unit=row.unit,
        department=row.unit.department,
        fiscal_year=row.fiscal_year,
        kind=row.kind,
        scope=row.scope,
        display_unit=row.entry.display_unit,
        explanation=row.entry.explanation,
        staff=row.entry.staff,
        status=StatementStatus.PUBLISHED,
        taken_over_from=row.source.strip(),
        first_published_at=timezone.make_aware(datetime.combine(row.published_on, time())),
        entered_by=by,
    )


def _publish(statements: Sequence[Statement], rows: Sequence[TakenOver], *, by: Officer, at: datetime) -> None:
    """Write findings, first versions, public rows and one event each, in a few statements for all."""
    findings, versions = [], []
    with override(settings.LANGUAGE_CODE):
        for statement, row in zip(statements, rows, strict=True):
            found = [finding_row(statement, each) for each in _audit(statement, row.entry)]
            findings += found
            versions.append(next_version(statement, content_of(statement, row.entry, found), by=by, at=at))
        reason = str(_("Taken over: published before at %(source)s"))
    StatementFinding.objects.bulk_create(findings)
    StatementVersion.objects.bulk_create(versions)
    for statement, version in zip(statements, versions, strict=True):
        statement.current_version = version
    Statement.objects.bulk_update(statements, ["current_version"], batch_size=500)
    PublicFigures.objects.bulk_create(map(public_figures, statements, versions))
    count_in_city({row.unit for row in rows})
    StatementEvent.objects.bulk_create(
        StatementEvent(
            statement=statement,
            old_status=StatementStatus.DRAFT,
            new_status=StatementStatus.PUBLISHED,
            by=by,
            at=at,
            reason=(reason % {"source": statement.taken_over_from})[:200],
        )
        for statement in statements
    )


def _audit(statement: Statement, entry: Entry) -> list[Finding]:
    """Return what the rules find in one statement by itself, each finding once."""
    found = audit(plain_of(statement, entry), Context(is_published=False))
    return list({(each.rule, each.message): each for each in found if each.rule not in APPROVAL_RULES}.values())
