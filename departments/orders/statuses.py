"""What kind of order there is, where it stands, and what happens to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderKind(TextChoices):
    """How much weight an order has. Source: the practice of cities (催办通知单、督办、责令限期整改)."""

    URGING = "urging", _("urging note")
    SUPERVISION = "supervision", _("supervision order")
    RECTIFICATION = "rectification", _("order to rectify")


class OrderStatus(TextChoices):
    """Where an order stands. Overdue is no status: the duty of its round tells it."""

    OPEN = "open", pgettext_lazy("of an order", "answer owed")
    ANSWERED = "answered", pgettext_lazy("of an order", "answered, to be decided")
    CLOSED = "closed", pgettext_lazy("of an order", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("of an order", "withdrawn")


class OrderEventKind(TextChoices):
    ISSUED = "issued", pgettext_lazy("of an order", "issued")
    ANSWERED = "answered", pgettext_lazy("of an order", "answered")
    RETURNED = "returned", pgettext_lazy("of an order", "answer returned")
    CLOSED = "closed", pgettext_lazy("of an order", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("of an order", "withdrawn")


STANDING = frozenset({OrderStatus.OPEN, OrderStatus.ANSWERED})
"""An order stands until it is closed or withdrawn."""

TRANSITIONS: dict[str, frozenset[str]] = {
    OrderStatus.OPEN: frozenset({OrderStatus.ANSWERED, OrderStatus.WITHDRAWN}),
    OrderStatus.ANSWERED: frozenset({OrderStatus.OPEN, OrderStatus.CLOSED, OrderStatus.WITHDRAWN}),
}
"""Closed and withdrawn are ends; an answer that is returned opens the next round."""
