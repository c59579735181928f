"""The menu of the back office: every table once, under a heading that an officer understands."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from config.pages.menu import GROUPS, grouped
from departments.officers.roles import Role
from tests.factories.departments import officer_in

pytestmark = pytest.mark.django_db


def test_every_registered_table_stands_under_a_heading_of_ours():
    named = {label for _key, _name, labels in GROUPS for label in labels}
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered <= named


def test_a_table_without_heading_still_shows_at_the_end(city):
    request = RequestFactory().get("/admin/")
    request.user = officer_in(city, *Role)
    apps = admin.site._build_app_dict(request)
    stranger = {"model": type("Stranger", (), {"_meta": type("Meta", (), {"label_lower": "x.y"})}), "name": "?"}
    menu = grouped([*apps.values(), {"app_label": "x", "name": "X", "models": [stranger]}])
    assert menu[-1]["models"] == [stranger]
    assert sum(len(app["models"]) for app in menu) == sum(len(app["models"]) for app in apps.values()) + 1


def test_empty_headings_fall_away():
    assert grouped([]) == []
