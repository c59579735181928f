"""Addresses of public money; those of the data files are permanent. fragments.py repeats some, held by tests."""

from django.urls import path, re_path

from disclosure.money import views

NAME = r"(?P<name>three-public-expenses|counts)"
FORM = r"(?P<form>csv|xlsx|json)"
KIND = r"(?P<kind>budget|final_account)"
YEAR = r"(?P<fiscal_year>20\d\d)"
CODE = r"(?P<code>[0-9A-Za-z.-]{1,18})"

urlpatterns = [
    path("money/", views.show_city, name="money"),
    re_path(rf"^money/offices\.{FORM}$", views.download_offices, name="money-offices"),
    re_path(rf"^money/units/{CODE}/$", views.show_unit, name="money-unit"),
    re_path(rf"^money/units/{CODE}/figures\.{FORM}$", views.send_unit_file, name="money-unit-table"),
    re_path(rf"^money/units/{CODE}/due/{YEAR}/{KIND}/$", views.show_due, name="money-due"),
    path("money/statements/<int:pk>/", views.show_statement, name="money-statement"),
    path("money/statements/<int:pk>/versions/<int:number>/", views.show_version, name="money-version"),
    path("money/tables/", views.search_tables, name="money-tables"),
    path("money/tables/<int:pk>/", views.show_subject, name="money-subject"),
    re_path(rf"^money/tables/(?P<pk>[0-9]{{1,9}})/lines\.{FORM}$", views.download_subject, name="money-subject-table"),
    path("money/data/", views.show_data, name="money-data"),
    path("money/data/datapackage.json", views.send_datapackage, name="money-datapackage"),
    re_path(rf"^money/data/{NAME}\.{FORM}$", views.send_file, name="money-data-file"),
    re_path(rf"^money/data/{NAME}-(?P<year>20[0-9][0-9])\.{FORM}$", views.send_file, name="money-data-year"),
]
