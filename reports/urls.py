"""The pages of the floor, gathered from its nouns."""

from reports.dashboard.urls import urlpatterns as dashboard
from reports.orders.urls import urlpatterns as orders

app_name = "reports"
urlpatterns = [*dashboard, *orders]
