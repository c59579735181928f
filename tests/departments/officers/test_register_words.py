"""The journal of the register speaks words, not the fields of a table."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from departments.officers.register_words import facts_in_words
from departments.officers.roles import Role
from departments.offices.models import RegisterEvent
from departments.offices.register import record
from tests.factories.departments import officer_in

Kind = RegisterEvent.Kind


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        (
            Kind.ROLE_GRANTED,
            {"role": "signatory", "from": "2026-11-26", "to": ""},
            ["岗位：签发人", "起始日：2026-11-26"],
        ),
        (
            Kind.ROLE_ENDED,
            {"role": "handler", "to": ["", "2026-11-30"]},
            ["岗位：来信经办人", "最后一日：空 → 2026-11-30"],
        ),
        (Kind.OFFICE_CHANGED, {"phone": ["0564-1", "0564-2"]}, ["电话：0564-1 → 0564-2"]),
        (Kind.OFFICE_CHANGED, {"responsible_persons": ["甲", "乙"]}, ["责任人：甲；乙"]),
        (Kind.CLIENT_REGISTERED, {"name": "门户", "scopes": ["a:b", "c:d"]}, ["名称：门户", "权限范围：a:b；c:d"]),
        (
            Kind.CLIENT_CHANGED,
            {"scopes": ["statistics:read", "statistics:read；items:write"], "acts_for": ["", "王某"]},
            ["权限范围：读取超期统计和督办件 → 读取超期统计和督办件；报送信息", "接口责任人：空 → 王某"],
        ),
        (Kind.OFFICER_CREATED, {"username": "li"}, ["用户名：li"]),
        (Kind.OFFICER_BARRED, {}, []),
    ],
)
def test_facts_become_words(kind, facts, words):
    with translation.override("zh-hans"):
        assert facts_in_words(kind, facts) == words


@pytest.mark.django_db
def test_the_list_of_the_back_office_shows_words_and_escapes_them(client, bureau):
    administrator = officer_in(bureau, Role.ADMINISTRATOR)
    facts = {"name": ["<b>旧</b>", "新名称"]}
    record(Kind.OFFICE_CHANGED, department=bureau, at=timezone.now(), by=administrator, facts=facts)
    client.force_login(administrator)
    page = client.get(reverse("admin:departments_registerevent_changelist")).content.decode()
    assert "名称：&lt;b&gt;旧&lt;/b&gt; → 新名称" in page
    assert "{&quot;" not in page
