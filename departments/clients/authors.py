"""In whose name a machine writes: the responsible officer (接口责任人) of its client."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from foundation.refusals import Refusal

DRAFTING = "disclosure.add_item"


def require_author(officer: Officer | None, department: Department, today: date) -> Officer:
    """Return `officer` if deliveries for `department` may be drafted in this name on `today` (a local date).

    Asked when a client is registered or changed, and again at each delivery: assignments end, officers leave.
    Raises Refusal (no_author).
    """
    if officer is None or not officer.is_active or not may(officer, DRAFTING, department, today):
        raise Refusal(
            _(
                "Deliveries are drafted in the name of a responsible officer, who must be active and an author in the "
                "office of the client. An administrator must name one."
            ),
            code="no_author",
        )
    return officer
