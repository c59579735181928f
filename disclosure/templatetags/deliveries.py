"""Where an item came from, on its pages in the back office."""

from typing import Any

from django import template

from disclosure.deliveries.models import Delivery
from disclosure.items.models import Item

register = template.Library()

SHOWN = 5


@register.inclusion_tag("admin/disclosure/delivery/_origin.html")
def origin_of(item: Item) -> dict[str, Any]:
    """Show which systems delivered the item, when and as what, the newest first; nothing for what people wrote."""
    return {"deliveries": Delivery.objects.of_item(item).select_related("client")[:SHOWN]}
