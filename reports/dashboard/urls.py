"""The addresses of the supervision desk."""

from django.urls import path

from reports.dashboard.views import DashboardView, DutyListView, ExportView

urlpatterns = [
    path("", DashboardView.as_view(), name="dashboard"),
    path("duties/", DutyListView.as_view(), name="duties"),
    path("export/", ExportView.as_view(), name="export"),
]
