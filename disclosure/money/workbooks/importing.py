"""One workbook into one draft: all of it, or nothing and every reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from disclosure.money.audit import Finding
from disclosure.money.figures import Kind, Scope
from disclosure.money.models import FinanceUnit, ImportBatch, ImportedWorkbook, Statement
from disclosure.money.services import NOTHING_SEEN, audit_anew, save_statement
from disclosure.money.workbooks.about import About
from disclosure.money.workbooks.cells import Problem
from disclosure.money.workbooks.names import KIND_WORDS, SCOPE_WORDS
from disclosure.money.workbooks.reading import Reading, read_workbook
from foundation.refusals import WrongState


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer chose in the form; None or "" for what the workbook itself is to tell."""

    unit: FinanceUnit | None = None
    fiscal_year: int | None = None
    kind: str = ""
    scope: str = ""
    is_replacing: bool = False

    @classmethod
    def of(cls, batch: ImportBatch) -> "Choice":
        return cls(batch.unit, batch.fiscal_year, batch.kind, batch.scope, batch.is_replacing)

    @property
    def about(self) -> About:
        return About(
            self.unit.code if self.unit else "",
            self.unit.name if self.unit else "",
            self.fiscal_year,
            Kind(self.kind) if self.kind else None,
            Scope(self.scope) if self.scope else None,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a workbook: the draft and what the audit says of it, or the problems that kept it out."""

    statement: Statement | None
    problems: list[Problem]
    remarks: list[Problem]
    findings: list[Finding]
    template: str = ""


def import_workbook(
    content: bytes, name: str, choice: Choice, *, by: Officer, at: datetime, is_dry: bool = False
) -> Outcome:
    """Read a workbook into the draft of its statement, and audit the draft; `is_dry` reads and checks only.

    Must run in a transaction. Texts come in the language of the city, in which workbooks are written. Raises Refusal
    for a file that can't be read, a statement that is no draft, and a draft that somebody saved meanwhile.
    """
    with override(settings.LANGUAGE_CODE):
        reading = read_workbook(content, name, choice.about)
        unit, scope, doubts = _identify(reading, choice, by, timezone.localdate(at))
        problems = _spoken([*doubts, *reading.problems])
        remarks = _spoken(reading.remarks)
        template = reading.mark.template if reading.mark else ""
        if problems or reading.entry is None or unit is None or scope is None:
            return Outcome(None, problems, remarks, [], template)
        year, kind = _year_and_kind(reading, choice)
        seen = _require_seen(reading, choice, unit, year, kind, scope)
        if is_dry:
            return Outcome(None, [], remarks, [], template)
        statement = save_statement(unit, year, kind, scope, reading.entry, by=by, at=at, seen=seen)
        return Outcome(statement, [], remarks, audit_anew(statement), template)


def _spoken(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems in words of the language that is spoken now."""
    return [one._replace(message=str(one.message), remedy=str(one.remedy)) for one in problems]


def _year_and_kind(reading: Reading, choice: Choice) -> tuple[int, str]:
    about = reading.about
    return about.fiscal_year or choice.fiscal_year or 0, about.kind or choice.kind


def _identify(
    reading: Reading, choice: Choice, by: Officer, today: date
) -> tuple[FinanceUnit | None, str | None, list[Problem]]:
    """Return the unit and the scope, and every contradiction: cover against mark, workbook against choice."""
    problems = [*_contradictions(reading), *_other_than_chosen(reading, choice)]
    unit, doubt = _find_unit(reading, choice, by, today)
    if doubt is not None:
        problems.append(doubt)
    if unit is not None and choice.unit is not None and unit != choice.unit:
        text = _("The workbook is of %(told)s, but %(chosen)s was chosen.") % {"told": unit, "chosen": choice.unit}
        problems.append(_at(reading, "unit_name", text, gettext_lazy("Choose its unit, or send the other workbook.")))
    scope = reading.about.scope or choice.scope or None
    if scope is None and unit is not None:
        scope = None if unit.children.exists() else Scope.OWN
        if scope is None:
            text = _("The workbook doesn't say whether it is of the office itself or with its units.")
            problems.append(_at(reading, "scope", text, gettext_lazy("Choose it in the form.")))
    return unit, scope, problems


def _contradictions(reading: Reading) -> Iterator[Problem]:
    """Yield what the visible cells of a template say other than its mark: it was rewritten for something else."""
    if reading.mark is None:
        return
    for name, (shown_mark, shown_told) in _differences(reading.mark.about, reading.told.about).items():
        text = _("Here stands %(told)s, but the template was made for %(mark)s.")
        remedy = gettext_lazy("Undo the change, or download a template for the other one.")
        yield _at(reading, name, text % {"told": shown_told, "mark": shown_mark}, remedy)


def _other_than_chosen(reading: Reading, choice: Choice) -> Iterator[Problem]:
    chosen, told = choice.about, reading.about
    for name, (shown_chosen, shown_told) in _differences(chosen, told).items():
        if name in ("unit_code", "unit_name"):
            continue  # told of with the unit itself
        text = _("The workbook is about %(told)s, but %(chosen)s was chosen.")
        remedy = gettext_lazy("Choose what it is about, or send the other workbook.")
        yield _at(reading, name, text % {"told": shown_told, "chosen": shown_chosen}, remedy)


def _differences(left: About, right: About) -> dict[str, tuple[str, str]]:
    """Return the fields that both tell and tell differently, in words."""
    words = {
        "unit_code": (left.unit_code, right.unit_code),
        "unit_name": (left.unit_name, right.unit_name),
        "fiscal_year": (str(left.fiscal_year or ""), str(right.fiscal_year or "")),
        "kind": (_word(KIND_WORDS, left.kind), _word(KIND_WORDS, right.kind)),
        "scope": (_word(SCOPE_WORDS, left.scope), _word(SCOPE_WORDS, right.scope)),
    }
    return {name: pair for name, pair in words.items() if all(pair) and pair[0] != pair[1]}


def _word(words: object, key: str | None) -> str:
    return words[key] if key else ""  # type: ignore[index]


def _find_unit(reading: Reading, choice: Choice, by: Officer, today: date) -> tuple[FinanceUnit | None, Problem | None]:
    """Return the unit of the workbook among those whose statements the officer enters; another one is not found."""
    about = reading.about
    mine = FinanceUnit.objects.filter(within_scope(by, "disclosure.change_statement", today))
    mine = mine.select_related("department")
    if not (about.unit_code or about.unit_name):
        if choice.unit is None:
            text = _("The workbook doesn't say of which unit it is.")
            return None, Problem("", "", text, gettext_lazy("Choose the unit, or write 单位名称：… above the table."))
        return choice.unit, None
    found = list(mine.filter(code=about.unit_code)) if about.unit_code else []
    found = found or list(mine.filter(name=about.unit_name)[:2])
    if len(found) == 1:
        return found[0], None
    shown = {"name": about.unit_name or about.unit_code}
    if found:
        text = _("Several units are called “%(name)s”.") % shown
        return None, _at(reading, "unit_name", text, gettext_lazy("Write the budget code on the cover."))
    text = _("There is no unit “%(name)s” whose statements you enter.") % shown
    return None, _at(reading, "unit_name", text, gettext_lazy("Correct the name or the budget code."))


def _at(reading: Reading, name: str, text: str, remedy: str | Promise) -> Problem:
    place = reading.told.places.get(name)
    return Problem(place[0].name if place else "", place[1].name if place else "", text, remedy)


def _require_seen(
    reading: Reading, choice: Choice, unit: FinanceUnit, year: int, kind: str, scope: str
) -> datetime | None:
    """Return the state of the draft that may be overwritten: what the template was made from, or brought itself.

    Where there is none, what somebody enters meanwhile is not overwritten either; None overwrites whatever is there.
    Raises WrongState when the draft is another one; the officer may choose to overwrite it all the same.
    """
    if choice.is_replacing:
        return None
    found = Statement.objects.of_unit(unit, year, kind, scope)
    draft = found.select_for_update(of=("self",)).first()
    if draft is None:
        return NOTHING_SEEN
    if not draft.is_editable:
        return None
    known = {reading.mark.seen} if reading.mark else set()
    if reading.mark:
        brought = ImportedWorkbook.objects.filter(template=reading.mark.template, statement=draft)
        known |= set(brought.values_list("saved_at", flat=True))
    if draft.updated_at in known:
        return draft.updated_at
    text = _(
        "A draft of this statement is there that this workbook doesn't know: it was last saved at %(at)s. Download the "
        "template anew, or choose to overwrite drafts."
    )
    shown = {"at": timezone.localtime(draft.updated_at).strftime("%Y-%m-%d %H:%M")}
    raise WrongState(text % shown, code="saved_meanwhile")
