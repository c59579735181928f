"""The addresses of the supervisors' orders: by number, as people name them."""

from django.urls import path

from reports.orders.steps import DECISIONS
from reports.orders.views import DecideView, IssueView, OrderExportView, OrderListView, OrderView

ONE = "orders/<int:year>/<int:serial>/"

urlpatterns = [
    path("orders/", OrderListView.as_view(), name="orders"),
    path("orders/export/", OrderExportView.as_view(), name="orders-export"),
    path("orders/issue/", IssueView.as_view(), name="order-issue"),
    path(ONE, OrderView.as_view(), name="order"),
    *(path(f"{ONE}{step}/", DecideView.as_view(), {"step": step}, name=f"order-{step}") for step in DECISIONS),
]
