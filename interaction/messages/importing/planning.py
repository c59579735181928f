"""What an import would do: which rows are new, under which version of the rule each falls, how many were in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.calendar.workcalendar import WorkCalendar
from departments.duties.clock import Opened
from departments.duties.journal import plain_rule
from departments.duties.lateness import is_expired
from departments.duties.models import DeadlineRule
from departments.duties.reckoning import reckon
from foundation.tables.errors import CellError, ErrorReport
from interaction.mailboxes.models import Mailbox
from interaction.messages.importing.reading import NUMBER, RECEIVED, OldMessage
from interaction.messages.models import Message
from interaction.messages.statuses import Source


@dataclass(frozen=True, slots=True)
class Plan:
    """An import that may be written: every row is right. `rules` is the version of the rule for each day of receipt."""

    mailbox: Mailbox
    rule_code: str
    calendar: WorkCalendar
    rules: dict[date, DeadlineRule]
    messages: list[OldMessage]
    fresh: list[OldMessage]
    n_in_time: int

    @property
    def n_skipped(self) -> int:
        """Return how many rows were taken over before."""
        return len(self.messages) - len(self.fresh)

    @property
    def n_answered(self) -> int:
        return sum(message.replied_at is not None for message in self.messages)


def plan_import(
    messages: list[OldMessage], *, mailbox: Mailbox, rule_code: str, calendar: WorkCalendar
) -> tuple[Plan, ErrorReport]:
    """Return the plan and what forbids it.

    In time is a row answered on or before its due date under `rule_code`, whether it is new or was taken over before.
    """
    report = ErrorReport()
    rules = _rules_by_day(messages, rule_code, report)
    known = known_numbers(mailbox, [message.number for message in messages])
    for message in messages:
        if message.number in known and known[message.number] != message.received_at:
            error = CellError(
                _("A message with this number and another time was taken over before."),
                _("Give the row its own number, or correct its time."),
            )
            report.add(message.row, NUMBER, error)
    in_time = sum(_is_in_time(message, rules, calendar) for message in messages)
    fresh = [message for message in messages if message.number not in known]
    return Plan(mailbox, rule_code, calendar, rules, messages, fresh, in_time), report


def known_numbers(mailbox: Mailbox, numbers: Sequence[str]) -> dict[str, datetime]:
    """Return which of `numbers` were taken over into the mailbox before, and when those messages were received."""
    rows = Message.objects.filter(mailbox=mailbox, source=Source.IMPORT, source_number__in=numbers)
    return {str(number): received_at for number, received_at in rows.values_list("source_number", "received_at")}


def _rules_by_day(messages: Sequence[OldMessage], code: str, report: ErrorReport) -> dict[date, DeadlineRule]:
    versions = list(DeadlineRule.objects.filter(code=code).order_by("in_force_from"))
    rules: dict[date, DeadlineRule] = {}
    for message in messages:
        day = timezone.localdate(message.received_at)
        version = rules.get(day) or next((one for one in reversed(versions) if _holds(one, day)), None)
        if version is not None:
            rules[day] = version
            continue
        error = CellError(
            _("No version of the rule %(code)s was in force on %(day)s.") % {"code": code, "day": day},
            _("Choose another rule with --rule, or let an administrator enter the version of that time."),
        )
        report.add(message.row, RECEIVED, error)
    return rules


def _holds(rule: DeadlineRule, day: date) -> bool:
    return rule.in_force_from <= day and (rule.in_force_to is None or day <= rule.in_force_to)


def _is_in_time(message: OldMessage, rules: dict[date, DeadlineRule], calendar: WorkCalendar) -> bool:
    rule = rules.get(timezone.localdate(message.received_at))
    if message.replied_at is None or rule is None:
        return False
    reckoning = reckon(plain_rule(rule), [Opened(at=message.received_at)], calendar)
    return not is_expired(reckoning, message.replied_at)
