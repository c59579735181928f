"""The first administrator comes from the command line; there is no superuser."""

import pytest
from django.core.management import CommandError, call_command

from departments.models import Department, Officer
from departments.officers.roles import Role
from tests.factories.departments import credit_code

pytestmark = pytest.mark.django_db


def create(capsys, username, *options):
    call_command("create_administrator", username, "--name", "王管理", *options)
    return capsys.readouterr().out.replace("：", " ").split()[-1]


def test_on_an_empty_register_it_plants_the_city_and_its_administrator(capsys, client):
    password = create(capsys, "boss", "--office", credit_code(1), "--office-name", "六安市人民政府")
    boss = Officer.objects.get()
    assert (boss.assignments.get().role, boss.assignments.get().department.depth) == (Role.ADMINISTRATOR, 0)
    client.post("/admin/login/", {"username": "boss", "password": password})
    assert client.session["_auth_user_id"] == str(boss.pk)


def test_it_says_where_to_log_in_and_what_comes_next(capsys, settings):
    settings.SITE_ADDRESS = "https://gov.example.cn"
    call_command("create_administrator", "boss", name="王", office=credit_code(1), office_name="六安市人民政府")
    assert "https://gov.example.cn/admin/" in capsys.readouterr().out


def test_in_a_known_office_it_adds_an_administrator(capsys, bureau):
    create(capsys, "second", "--office", bureau.code)
    assert Officer.objects.get(username="second").assignments.get().department == bureau


@pytest.mark.parametrize(
    ("username", "options", "words"),
    [
        ("boss", ["--office", "123", "--office-name", "六安市"], "123"),
        ("bad name", ["--office", credit_code(1), "--office-name", "六安市"], "字母、数字"),
        ("boss", ["--office", credit_code(1)], credit_code(1)),
    ],
)
def test_a_wrong_wish_is_named_and_leaves_nothing(username, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("create_administrator", username, "--name", "王管理", *options)
    assert not Officer.objects.exists()
    assert not Department.objects.exists()


def test_a_taken_name_is_refused(city, handler):
    with pytest.raises(CommandError):
        call_command("create_administrator", handler.username, "--name", "王", "--office", city.code)


@pytest.mark.parametrize("options", [[], ["--noinput", "--username", "root"]])
def test_there_is_no_superuser_and_the_command_says_what_there_is(options):
    with pytest.raises(CommandError, match="create_administrator"):
        call_command("createsuperuser", *options)
    assert not Officer.objects.exists()
