"""When the duty to publish is met: as soon as the public reads the widest statement that the unit owes."""

from collections.abc import Iterable
from datetime import datetime

from departments.duties.actors import officer_actor
from departments.duties.services import meet_duty
from departments.officers.models import Officer
from disclosure.money.models import Approval, FinanceUnit, Statement


def meet_if_published(approval: Approval, *, by: Officer) -> None:
    """Meet the duty of an approval whose statement the public reads already, as of the day of its publication.

    One that was published before the approval is met by the approval. For approvals of what was taken over, or entered
    anew after a revocation, and for units that owe a narrower statement than they did.
    """
    published_at = _published_at(approval)
    if published_at is not None and approval.duty.is_open:
        meet_duty(approval.duty, at=max(published_at, approval.duty.starts_at), by=officer_actor(by))


def meet_owed(units: Iterable[FinanceUnit], *, by: Officer) -> None:
    """Meet what units owe that published it already: those whose widest statement became another one."""
    for approval in Approval.objects.owed().filter(unit__in=list(units)).select_related("unit", "duty"):
        meet_if_published(approval, by=by)


def _published_at(approval: Approval) -> datetime | None:
    of_year = Statement.objects.public().of_year(approval.fiscal_year, approval.kind).filter(unit=approval.unit_id)
    published = dict(of_year.values_list("scope", "first_published_at"))
    return published.get(approval.unit.widest_scope) if published else None
