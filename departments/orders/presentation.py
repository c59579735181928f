"""How the status of an order looks: its tone. The words come from the choices."""

from departments.orders.statuses import OrderStatus
from foundation.badges import DEAD, NOTE, OK, WARN

STATUS_TONES: dict[str, str] = {
    OrderStatus.OPEN: NOTE,
    OrderStatus.ANSWERED: WARN,
    OrderStatus.CLOSED: OK,
    OrderStatus.WITHDRAWN: DEAD,
}
