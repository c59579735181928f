"""Which version of a rule of time holds on a day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from departments.duties.models import DeadlineRule
from foundation.refusals import Refusal


def rule_in_force(code: str, on: date) -> DeadlineRule:
    """Return the version of the rule `code` in force on the local date `on`.

    Raises Refusal if there is none: the administrator must enter one before a duty can be opened under it.
    """
    rule = DeadlineRule.objects.in_force(on).filter(code=code).order_by("-in_force_from").first()
    if rule is None:
        raise Refusal(
            _("No version of the deadline rule %(code)s is in force on %(day)s; an administrator must enter one.")
            % {"code": code, "day": on},
            code="no_rule_in_force",
        )
    return rule
