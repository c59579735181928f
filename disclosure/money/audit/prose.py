"""Rules 8, 9 and 16, and the figures per unit of rule 10: what the prose says against the table and against itself."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.arithmetic import quote, show_sum
from disclosure.money.audit.claims import Failure, stated_levels
from disclosure.money.audit.findings import Case, Finding, Severity
from disclosure.money.figures import in_wan
from disclosure.money.reading.mentions import Against, Role
from foundation.amounts import grouped

_PERCENTAGES = (Role.RATE, Role.COMPLETION, Role.RATIO, Role.SHARE)
_BASE_NAMES: dict[str, str | Promise] = {
    Against.PREVIOUS: _("last year"),
    Against.BUDGET: _("the budget"),
    Against.INITIAL: _("the first budget"),
    Against.FINAL: _("the final figure"),
    Against.STATED: _("the year named"),
}


_POINTS = _("The prose says “%(text)s”; between the two percentages that it states lie %(number)s points.")


def percentages_are_right(case: Case) -> Iterator[Finding]:
    """Rule 8: a stated percentage is the computed one, rounded; a base of zero allows none. A warning."""
    for failure in _failures(case, lambda failure: failure.mention.role in _PERCENTAGES):
        parameters = _parameters(case, failure)
        if failure.is_zero_base or failure.expected is None:
            text = _("The prose says “%(text)s” of %(row)s, but the base is 0: no percentage can be given.")
        else:
            text = _("The prose says “%(text)s” of %(row)s; reckoned anew: %(sum)s.")
            parameters["sum"] = parameters["sum"] or f"{grouped(failure.expected)}%"
        yield Finding(8, Severity.WARNING, text, parameters, _places(failure))


def prose_is_as_table(case: Case) -> Iterator[Finding]:
    """Rule 9: a figure of the prose that names a cell or a count is that of the table. An error.

    A change whose base the prose names itself is rule 16.
    """
    for failure in _failures(case, lambda failure: _is_of_table(case, failure)):
        yield Finding(9, Severity.ERROR, _table_text(failure), _parameters(case, failure), _places(failure))


def units_in_prose_are_right(case: Case) -> Iterator[Finding]:
    """Rule 10, in the prose: an amount per vehicle, person or batch is the quotient of the table. A warning."""
    for failure in _failures(case, lambda failure: failure.mention.role is Role.PER_UNIT):
        text = _("The prose says “%(text)s” for each unit of %(row)s; by the table: %(sum)s 元.")
        parameters = _parameters(case, failure)
        yield Finding(10, Severity.WARNING, text, {**parameters, "sum": parameters["sum"] or "0"}, _places(failure))


def prose_adds_up(case: Case) -> Iterator[Finding]:
    """Rule 16: in the prose a stated base less (or plus) a stated change is the stated current figure. An error."""
    for failure in _failures(case, lambda failure: _is_of_prose(case, failure)):
        text = (
            _POINTS
            if failure.mention.role is Role.POINTS
            else _(
                "The prose names %(base)s of %(row)s and says “%(text)s”; from it to the current figure: %(sum)s 万元."
            )
        )
        yield Finding(16, Severity.ERROR, text, _parameters(case, failure), _places(failure))


def _failures(case: Case, is_wanted: Callable[[Failure], bool]) -> Iterator[Failure]:
    return (failure for failure in case.failures if is_wanted(failure))


def _is_of_prose(case: Case, failure: Failure) -> bool:
    mention = failure.mention
    if mention.role is Role.POINTS:
        return True
    if mention.role is not Role.CHANGE:
        return False
    return (
        failure.base is Against.STATED or mention.has_stated_base or bool(stated_levels(case.reading.mentions, failure))
    )


def _is_of_table(case: Case, failure: Failure) -> bool:
    role = failure.mention.role
    if role is Role.CHANGE:
        return not _is_of_prose(case, failure)
    return role in (Role.LEVEL, Role.COUNT, Role.EQUALITY)


def _table_text(failure: Failure) -> str | Promise:
    if failure.mention.role is Role.COUNT:
        return _("The prose says “%(text)s” for %(count)s; the table says %(number)s.")
    if failure.mention.role is Role.EQUALITY:
        return _("The prose says that %(row)s equals %(base)s, which is %(expected)s 万元; the table differs.")
    if failure.mention.role is Role.CHANGE:
        return _("The prose says “%(text)s” against %(base)s of %(row)s; by the table: %(sum)s 万元.")
    return _("The prose says “%(text)s” for %(row)s, %(base)s; the table says %(expected)s 万元.")


def _parameters(case: Case, failure: Failure) -> dict[str, object]:
    mention = failure.mention
    expected = Decimal(0) if failure.expected is None else failure.expected
    return {
        "text": quote(case.statement.prose, mention),
        "sum": show_sum(case.statement, case.ledger, failure),
        "row": failure.topic.label,
        "base": _BASE_NAMES[failure.base] if failure.base in _BASE_NAMES else "",
        "expected": in_wan(expected),
        "number": expected,
        "count": mention.count.label if mention.count else "",
    }


def _places(failure: Failure) -> tuple[str, ...]:
    return (f"prose:{failure.mention.start}",)
