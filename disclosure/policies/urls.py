"""Addresses of the library of policies, the register, the quarterly record and the interpretations."""

from django.urls import path, re_path

from disclosure.policies import views

TABLE = r"table\.(?P<form>csv|xlsx|json)$"

urlpatterns = [
    path("policies/", views.list_policies, name="policies"),
    re_path(rf"^policies/{TABLE}", views.download_policies, name="policies-table"),
    path("policies/register/", views.show_register, name="policy-register"),
    path("policies/record/", views.show_record, name="policy-record"),
    re_path(rf"^policies/record/{TABLE}", views.download_record, name="policy-record-table"),
    path("policies/<int:pk>/", views.show_policy, name="policy"),
    re_path(r"^policies/(?P<pk>[0-9]{1,18})/paper\.(?P<form>docx|pdf)$", views.send_paper, name="policy-paper"),
    path("interpretations/", views.list_interpretations, name="interpretations"),
    re_path(rf"^interpretations/{TABLE}", views.download_interpretations, name="interpretations-table"),
    path("interpretations/<int:pk>/", views.show_interpretation, name="interpretation"),
]
