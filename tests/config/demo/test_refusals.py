"""The demo city is loaded whole, into an empty demonstration, or not at all."""

import pytest
from django.core.management import CommandError, call_command

from config.pages.management.commands import load_demo_city
from departments.models import Department, Officer
from disclosure.models import Category
from tests.factories.departments import CityFactory

pytestmark = pytest.mark.django_db


def test_a_site_that_is_no_demonstration_refuses_it(settings, tmp_path):
    settings.IS_DEMO = False
    with pytest.raises(CommandError, match="IS_DEMO"):
        call_command("load_demo_city", credentials=str(tmp_path / "log-ins.json"))
    assert not Department.objects.exists()
    assert not list(tmp_path.iterdir())


def test_a_database_with_a_single_office_refuses_it(settings):
    settings.IS_DEMO = True
    office = CityFactory()
    with pytest.raises(CommandError, match="empty database only"):
        call_command("load_demo_city")
    assert list(Department.objects.all()) == [office]
    assert not Officer.objects.exists()


def test_a_loading_that_fails_leaves_nothing_behind(settings, monkeypatch, tmp_path):
    settings.IS_DEMO = True

    def fail(*_given):
        raise ConnectionError("the plug was pulled")

    monkeypatch.setattr(load_demo_city, "publish_items", fail)
    with pytest.raises(ConnectionError):
        call_command("load_demo_city", credentials=str(tmp_path / "log-ins.json"))
    for model in (Department, Officer, Category):
        assert not model.objects.exists()
    assert not list(tmp_path.iterdir())
