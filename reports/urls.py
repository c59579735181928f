"""The pages of the floor, gathered from its nouns."""

from reports.dashboard.urls import urlpatterns as dashboard

app_name = "reports"
urlpatterns = [*dashboard]
