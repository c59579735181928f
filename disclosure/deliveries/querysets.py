"""Which deliveries?"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When

from departments.clients.models import ApiClient
from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from disclosure.deliveries.statuses import DeliveryStatus
from disclosure.items.models import Item, ItemEvent
from disclosure.items.statuses import ItemStatus


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the deliveries of items in the offices whose items the officer may see."""
        return self.filter(within_scope(officer, "disclosure.view_delivery", today, field="item__department"))

    def of_client(self, client: ApiClient) -> Self:
        return self.filter(client=client)

    def of_item(self, item: Item) -> Self:
        return self.filter(item=item)

    def with_standing(self) -> Self:
        """Add where the item stands now as `standing` (DeliveryStatus), and `returned_for`: why it came back last.

        What came back stays `returned` until it is handed in again, whoever works on it meanwhile.
        """
        last = ItemEvent.objects.filter(item=OuterRef("item_id")).order_by("-pk")
        return self.annotate(
            last_left=Subquery(last.values("status_before")[:1]),
            returned_for=Subquery(last.values("reason")[:1]),
        ).annotate(
            standing=Case(
                When(item__status=ItemStatus.SUBMITTED, then=Value(DeliveryStatus.WAITING.value)),
                When(
                    item__status=ItemStatus.DRAFT,
                    last_left=ItemStatus.SUBMITTED,
                    then=Value(DeliveryStatus.RETURNED.value),
                ),
                default=F("item__status"),
                output_field=models.CharField(),
            )
        )

    def to_tell(self) -> Self:
        """Return the deliveries with all that their senders are told, in one query and without the texts."""
        texts = ("item__body", "item__current_version__body")
        joined = self.select_related("item__current_version", "item__department", "item__category", "corrects")
        return joined.with_standing().defer(*texts)
