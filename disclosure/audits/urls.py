"""Addresses of audits."""

from django.urls import path, re_path

from disclosure.audits import views

urlpatterns = [
    path("money/audits/", views.list_audits, name="audits"),
    re_path(r"^money/audits/table\.(?P<form>csv|xlsx|json)$", views.download_projects, name="audits-download"),
    path("money/audits/reports/<int:pk>/", views.show_report, name="audit-report"),
    path("money/audits/projects/<int:pk>/", views.show_project, name="audited-project"),
]
