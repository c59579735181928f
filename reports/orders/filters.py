"""What the reader asked for of the orders, as it stands in the address."""

from dataclasses import asdict, dataclass
from typing import Any

from reports.dashboard.filters import address


@dataclass(frozen=True)
class OrderFilters:
    """The choice of a list of orders: whose, of which kind, in which state (a key of `listing.STATES`)."""

    state: str = "standing"
    branch: str = ""
    kind: str = ""

    def url(self, **more: Any) -> str:
        return address("reports:orders", {**asdict(self), **more})

    def export(self, form: str) -> str:
        return address("reports:orders-export", {"format": form, **asdict(self)})
