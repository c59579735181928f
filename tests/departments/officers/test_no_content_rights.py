"""An administrator keeps offices, officers and rules, and neither reads nor changes what offices publish or answer."""

import pytest
from django.contrib import admin
from django.urls import reverse

from departments.officers.roles import ROLE_PERMISSIONS, Role
from disclosure.models import AuditFinding, AuditReport, Interpretation, Item, Policy, Statement
from interaction.models import Message
from tests.config.world import build_world

pytestmark = pytest.mark.django_db

KEPT = {"departments", "outbox"}
"""Apps whose tables an administrator may change; of the others only these tables, which are the frame of content."""

FRAME = {"category", "synonym", "financeunit", "financebureau", "mailbox", "topic", "webhook"}
CONTENT = (Item, Policy, Interpretation, Statement, Message, AuditReport, AuditFinding)


def test_no_permission_of_an_administrator_touches_content():
    touching = [
        permission
        for permission in ROLE_PERMISSIONS[Role.ADMINISTRATOR]
        if permission.partition(".")[0] not in KEPT
        and permission.rpartition("_")[2] not in FRAME
        and not permission.endswith(("view_failedquestion", "view_entryfile"))
    ]
    assert touching == []


def test_no_other_role_gives_roles_or_keeps_officers():
    keeping = {
        role
        for role, granted in ROLE_PERMISSIONS.items()
        for permission in granted
        if permission.startswith(("departments.add_", "departments.change_", "departments.delete_"))
        and permission != "departments.change_clock"
    }
    assert keeping == {Role.ADMINISTRATOR}


def test_the_city_s_administrator_opens_no_letter_item_or_statement_and_no_desk(client, administrator, bureau):
    world = build_world(bureau)
    client.force_login(administrator)
    for model in CONTENT:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = world.row(model).pk
        assert client.get(reverse(f"{name}_changelist")).status_code == 403, model
        for action in ("change", "history", "delete"):
            assert client.get(reverse(f"{name}_{action}", args=[row])).status_code in {403, 404}, (model, action)
    assert client.get(reverse("reports:dashboard")).status_code == 403
    assert client.get(f"/api/v1/items/{world.row(Item).pk}/").status_code == 404
    assert client.get(f"/api/v1/messages/{world.row(Message).receipt_number}/").status_code == 404


def test_what_the_administrator_s_menu_offers_holds_no_content(client, administrator):
    client.force_login(administrator)
    offered = {model["object_name"] for app in client.get("/admin/").context["app_list"] for model in app["models"]}
    assert offered
    assert not offered & {model.__name__ for model in CONTENT}
    assert {model.__name__ for model in CONTENT} <= {model.__name__ for model in admin.site._registry}
