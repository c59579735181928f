"""By when an order is answered: rules of the city's own, one of which the supervisor chooses."""

from datetime import date

from django.utils.translation import gettext as _

from departments.duties.models import DeadlineRule
from departments.duties.querysets import RuleQuerySet
from departments.orders.statuses import OrderKind
from foundation.refusals import Refusal

PREFIX = "order-"
"""The code of every rule for orders begins so; an administrator enters further ones."""

USUAL: dict[str, str] = {
    OrderKind.URGING: "order-3-working-days",
    OrderKind.SUPERVISION: "order-7-days",
    OrderKind.RECTIFICATION: "order-15-days",
}
"""The rule of each kind where the supervisor chooses none. Source: the city's own choice, see the rules' rows."""


def rules_for_orders(today: date) -> RuleQuerySet:
    """Return the rules that a supervisor can choose from on `today` (a local date), the shortest names first."""
    rules: RuleQuerySet = DeadlineRule.objects.in_force(today).filter(code__startswith=PREFIX)
    return rules.order_by("quantity", "code")


def require_rule(rule: DeadlineRule, today: date) -> None:
    """Raise Refusal unless the rule is one for orders and in force on `today` (a local date)."""
    if not rules_for_orders(today).filter(pk=rule.pk).exists():
        raise Refusal(_("Choose a rule for orders that is in force today."), code="no_order_rule")
