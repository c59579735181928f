"""Every route of the site, walked by an officer of another office and by a stranger: nothing of the first office is
found, shown or changed.

The routes come from the URLconf and the admin registry. **A route that nobody listed fails.** Routes of the back office
that take a row are walked without being listed; a page, an address of the API and a route with a parameter of its own
are listed below, in `PAGES` or `PARAMETERS`, by whoever adds them.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient

from departments.models import ApiClient, Department, Duty, Officer, Order
from departments.officers.admin_scope import CityWideAdmin, ScopedChoices
from departments.officers.admin_views import form_of
from departments.officers.roles import Role
from disclosure.exchange.sitemaps import SHARE
from disclosure.models import (
    AuditedProject,
    AuditReport,
    Delivery,
    ImportBatch,
    Interpretation,
    Item,
    Policy,
    Statement,
    StatementTable,
)
from interaction.models import Message
from tests.config.world import World, build_world
from tests.conftest import forget_what_was_remembered
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.reports.dashboard.test_api import machine_of
from tests.shared import kept_for_the_module

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

CLOSED = frozenset({401, 403, 404, 405, 410})
SHOWN = CLOSED | {200, 301, 302}
Rows = dict[type[models.Model], dict[str, Any]]
METHODS = ("get", "post", "put", "patch", "delete")


class Route(NamedTuple):
    """A route by its name, and the names of its parameters."""

    name: str
    pattern: str
    parameters: tuple[str, ...]


class Visit(NamedTuple):
    """A request, and the answers it may get. Whatever the answer, no secret may stand in it."""

    method: str
    address: str
    allowed: frozenset[int]
    given: dict[str, Any]


def routes(patterns: Any = None, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Yield every route of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
            yield Route(space + (one.name or ""), pattern, names)
        else:
            yield from routes(one.url_patterns, pattern, space + (f"{one.namespace}:" if one.namespace else ""))


ROUTES = {route.name or route.pattern: route for route in routes()}


def look(address: str, **given: Any) -> Visit:
    """A page anybody may open; it shows nothing of what is not public."""
    return Visit("get", address, SHOWN, given)


def closed(address: str, *methods: str, **given: Any) -> list[Visit]:
    """An address of a row of the first office: closed to every method."""
    return [Visit(method, address, CLOSED, given) for method in methods or ("get", "post")]


def api_steps(name: str, **place: Any) -> list[Visit]:
    return closed(reverse(f"api:{name}", kwargs=place), *METHODS)


SOUGHT = ("草稿", "附件", "来信", "公开的通知")
"""Words of what is secret, and of what is not: neither search may show the former."""


def pages(world: World) -> dict[str, list[Visit]]:
    """Return for each listed route what is tried there. Add a line for every page or address of the API."""
    item, letter, office = world.row(Item).pk, world.row(Message), world.office.code
    receipt = letter.receipt_number
    found = {
        name: [look(reverse(name))]
        for name in (
            "pages:home",
            "pages:departments",
            "pages:privacy",
            "pages:accessibility",
            "pages:sitemap",
            "pages:demo",
            "pages:healthz",
            "disclosure:items",
            "disclosure:money",
            "disclosure:money-tables",
            "disclosure:money-data",
            "disclosure:money-datapackage",
            "disclosure:audits",
            "disclosure:policies",
            "disclosure:policy-register",
            "disclosure:policy-record",
            "disclosure:interpretations",
            "interaction:mailboxes",
            "interaction:query",
            "interaction:answers",
            "interaction:receipt",
            "interaction:progress",
            "disclosure:data",
            "disclosure:feed",
            "disclosure:robots",
            "disclosure:subscription-asked",
            "disclosure:sitemap-index",
            "disclosure:sitemap-pages",
            "api:changes",
            "api:root",
            "api:department-list",
            "api:category-list",
            "api:item-list",
            "api:delivery-list",
            "api:money-unit-list",
            "api:money-statement-list",
            "api:money-figures-list",
            "api:money-line-list",
            "api:audit-report-list",
            "api:audited-project-list",
            "api:policy-list",
            "api:interpretation-list",
            "api:mailbox-list",
            "api:message-list",
            "api:order-list",
            "api:schema",
            "api:docs",
            "admin:index",
            "admin:login",
            "admin:password_change",
            "admin:password_change_done",
            "admin:jsi18n",
            "admin:second_step",
            "admin:second_factor",
            "admin:second_factor_enrol",
            "admin:second_factor_codes",
            "admin:second_factor_off",
            "admin:unsent",
            "admin:sign_on",
            "admin:sign_on_return",
        )
    }
    policy, interpretation = world.row(Policy).pk, world.row(Interpretation).pk
    desk, listing, export = (reverse(f"reports:{name}") for name in ("dashboard", "duties", "export"))
    orders, issue, order = reverse("reports:orders"), reverse("reports:order-issue"), world.row(Order)
    statistics = reverse("api:overdue-statistics")
    policy, interpretation = world.row(Policy).pk, world.row(Interpretation).pk
    return (
        found
        | money_pages(world)
        | {
            "pages:department": [look(reverse("pages:department", args=[office]))],
            "pages:mode": closed(reverse("pages:mode"), "get"),
            "pages:language": closed(reverse("pages:language"), "get"),
            "disclosure:item": [
                *closed(reverse("disclosure:item", args=[item])),
                look(reverse("disclosure:item", args=[world.public_item.pk])),
            ],
            "disclosure:search": [look(reverse("disclosure:search"), q=words) for words in ("", *SOUGHT)],
            "api:search": [look(reverse("api:search"), q=words) for words in SOUGHT],
            **{
                name: [look(reverse(name, args=["csv"]))]
                for name in (
                    "disclosure:policies-table",
                    "disclosure:policy-record-table",
                    "disclosure:interpretations-table",
                )
            },
            "disclosure:policy": [
                *closed(reverse("disclosure:policy", args=[policy])),
                look(reverse("disclosure:policy", args=[world.public_policy.pk])),
            ],
            "disclosure:policy-paper": [
                *closed(reverse("disclosure:policy-paper", args=[policy, "docx"])),
                look(reverse("disclosure:policy-paper", args=[world.public_policy.pk, "docx"])),
            ],
            "disclosure:interpretation": [
                *closed(reverse("disclosure:interpretation", args=[interpretation])),
                look(reverse("disclosure:interpretation", args=[world.public_interpretation.pk])),
            ],
            "api:policy-detail": api_steps("policy-detail", pk=policy),
            "api:interpretation-detail": api_steps("interpretation-detail", pk=interpretation),
            "disclosure:version": closed(reverse("disclosure:version", args=[item, 1])),
            "disclosure:category": [look(reverse("disclosure:category", args=[world.row(Item).category.code]))],
            "disclosure:download": [look(reverse("disclosure:download", args=["csv"]))],
            **{
                f"disclosure:statement-{form}": closed(
                    reverse(f"disclosure:statement-{form}", args=[world.draft_statement.pk])
                )
                for form in ("pdf", "docx")
            },
            "disclosure:audits-download": [look(reverse("disclosure:audits-download", args=["csv"]))],
            "disclosure:audit-report": closed(reverse("disclosure:audit-report", args=[world.row(AuditReport).pk])),
            "disclosure:audited-project": closed(
                reverse("disclosure:audited-project", args=[world.row(AuditedProject).pk])
            ),
            "api:audit-report-detail": api_steps("audit-report-detail", pk=world.row(AuditReport).pk),
            "api:audited-project-detail": api_steps("audited-project-detail", pk=world.row(AuditedProject).pk),
            "disclosure:subscribe": [look(reverse("disclosure:subscribe"), office=office)],
            "disclosure:subscription-confirm": closed(reverse("disclosure:subscription-confirm", args=["x"])),
            "disclosure:subscription-stop": closed(reverse("disclosure:subscription-stop", args=["x"])),
            "disclosure:feed-office": [look(reverse("disclosure:feed-office", args=[office]))],
            "disclosure:feed-column": [look(reverse("disclosure:feed-column", args=[world.row(Item).category.code]))],
            "disclosure:feed-theme": [look(reverse("disclosure:feed-theme", args=["综合政务"]))],
            "disclosure:sitemap-items": [look(reverse("disclosure:sitemap-items", args=[item // SHARE]))],
            "disclosure:attachment": closed(reverse("disclosure:attachment", args=[world.attachment.pk])),
            "interaction:write": [look(reverse("interaction:write", args=[letter.mailbox.code]))],
            "interaction:own-file": [look(reverse("interaction:own-file", args=[world.message_file]))],
            "interaction:withdraw-consent": [Visit("post", reverse("interaction:withdraw-consent"), SHOWN, {})],
            "interaction:leave": [Visit("post", reverse("interaction:leave"), SHOWN, {})],
            "interaction:answer": closed(reverse("interaction:answer", args=[letter.pk])),
            "reports:dashboard": [look(desk), *closed(desk, "get", branch=office)],
            "reports:duties": [
                look(listing),
                *closed(listing, "get", branch=office),
                *closed(listing, "get", office=office),
            ],
            "reports:export": [
                *(look(export, table=table, format="csv") for table in ("offices", "months", "duties")),
                *closed(export, "get", table="duties", format="csv", office=office),
                *closed(export, "get", table="offices", format="csv", branch=office),
            ],
            "reports:orders": [look(orders), *closed(orders, "get", branch=office)],
            "reports:orders-export": [
                look(reverse("reports:orders-export"), format="csv"),
                *closed(reverse("reports:orders-export"), "get", format="csv", branch=office),
            ],
            "reports:order-issue": [
                look(issue),
                look(issue, office=office),
                *closed(f"{issue}?about={world.row(Duty).pk}"),
                *closed(f"{issue}?about={order.duty_id}"),
            ],
            "reports:order": closed(order.get_absolute_url()),
            **{
                f"reports:order-{step}": closed(f"{order.get_absolute_url()}{step}/")
                for step in ("close", "return", "withdraw")
            },
            "api:order-detail": api_steps("order-detail", id=f"{order.year}-{order.serial}"),
            "api:department-detail": [look(reverse("api:department-detail", args=[office]))],
            "api:category-detail": [look(reverse("api:category-detail", args=[world.row(Item).category.code]))],
            "api:item-detail": api_steps("item-detail", pk=item),
            "api:delivery-detail": api_steps("delivery-detail", key=world.row(Delivery).key),
            "api:mailbox-detail": [look(reverse("api:mailbox-detail", args=[letter.mailbox.code]))],
            "api:message-query": [
                Visit(
                    "post",
                    reverse("api:message-query"),
                    frozenset({400, 403, 404}),
                    {"receipt_number": receipt, "query_code": "ABCDEFGHJKLM"},
                )
            ],
            "api:message-detail": api_steps("message-detail", receipt_number=receipt),
            "api:overdue-statistics": [look(statistics), *closed(statistics, "get", branch=office)],
            "api:nowhere": closed("/api/v1/nowhere/", *METHODS),
            "admin:app_list": [
                look(f"/admin/{app}/") for app in ("departments", "disclosure", "interaction", "outbox", "reports")
            ],
            "admin:view_on_site": [
                visit
                for model, row in world.rows.items()
                if model not in {Department}
                for visit in closed(f"/admin/r/{world.content_type_of(model)}/{row.pk}/")
            ],
            **{
                name: api_steps(name.removeprefix("api:"), **place)
                for prefix, place in (("api:item-", {"pk": item}), ("api:message-", {"receipt_number": receipt}))
                for name in ROUTES
                if name.startswith(prefix) and name.rsplit("-", 1)[-1] not in {"list", "detail", "query"}
            },
        }
    )


def money_pages(world: World) -> dict[str, list[Visit]]:
    """Return what is tried at public money: the first office has a draft and nothing published."""
    draft, subject = world.row(Statement), world.subject
    unit = draft.unit.code
    data = {"name": "three-public-expenses", "form": "csv"}
    return {
        "disclosure:money-offices": [look(reverse("disclosure:money-offices", args=["csv"]))],
        "disclosure:money-unit": [look(reverse("disclosure:money-unit", args=[unit]))],
        "disclosure:money-unit-table": [look(reverse("disclosure:money-unit-table", args=[unit, "csv"]))],
        "disclosure:money-due": [look(reverse("disclosure:money-due", args=[unit, "2023", "final_account"]))],
        "disclosure:money-statement": closed(reverse("disclosure:money-statement", args=[draft.pk])),
        "disclosure:money-version": closed(reverse("disclosure:money-version", args=[draft.pk, 1])),
        "disclosure:money-subject": [look(reverse("disclosure:money-subject", args=[subject]))],
        "disclosure:money-subject-table": [look(reverse("disclosure:money-subject-table", args=[subject, "csv"]))],
        "disclosure:money-data-file": [look(reverse("disclosure:money-data-file", kwargs=data))],
        "disclosure:money-data-year": closed(reverse("disclosure:money-data-year", kwargs={**data, "year": "2023"})),
        "api:money-unit-detail": [look(reverse("api:money-unit-detail", args=[unit]))],
        "api:money-statement-detail": api_steps("money-statement-detail", pk=draft.pk),
        "api:money-figures-detail": api_steps("money-figures-detail", pk=draft.pk),
        "api:money-line-detail": api_steps("money-line-detail", pk=draft.pk),
    }


WALKED_ELSEWHERE = {
    "admin:autocomplete": "test_autocomplete_offers_nothing_of_the_first_office",
    "admin:logout": "ends the walk",
    "admin:(?P<url>.*)$": "the catch-all of the back office: redirects or 404",
}


def statement_place(world: World) -> dict[str, Any]:
    return {"statement": world.row(StatementTable).statement_id}


def workbook_place(world: World) -> dict[str, Any]:
    return {"workbook": world.row(ImportBatch).workbooks.get().pk}


# what stands in the routes of the back office beside the row itself
PARAMETERS = {
    **{
        f"disclosure_{model}_attachment": lambda world: {"file": world.attachment.pk}
        for model in ("item", "policy", "interpretation")
    },
    "interaction_message_file": lambda world: {"pk": world.message_file},
    "interaction_message_export": lambda world: {"form": "csv"},
    "disclosure_approval_missing_export": lambda world: {"form": "csv"},
    "disclosure_statementtable_overview": statement_place,
    "disclosure_statementtable_entry": lambda world: {**statement_place(world), "code": "general"},
    **{f"disclosure_importbatch_{name}": workbook_place for name in ("workbook", "marked", "sent")},
}
KEYS = ("object_id", "pk")


def admin_models() -> dict[str, tuple[type[models.Model], admin.ModelAdmin]]:
    return {
        f"{model._meta.app_label}_{model._meta.model_name}": (model, one) for model, one in admin.site._registry.items()
    }


def admin_visits(world: World, route: Route) -> list[Visit] | None:
    """Return what is tried at a route of a model's admin, or None if it is not one or has an unknown parameter."""
    name = route.name.removeprefix("admin:")
    known = [(key, pair) for key, pair in admin_models().items() if name.startswith(f"{key}_")]
    if not known:
        return None
    key, (model, model_admin) = max(known, key=lambda one: len(one[0]))
    row = world.row(model)
    if row is None:
        return None
    more = PARAMETERS[name](world) if name in PARAMETERS else {}
    places = [one for one in route.parameters if one not in more]
    if len(places) > 1 or (places and places[0] not in KEYS):
        return None
    address = reverse(route.name, kwargs={**{place: row.pk for place in places}, **more})
    if isinstance(model_admin, CityWideAdmin):  # whoever keeps any office may look at what the city keeps
        is_read_only = name in {f"{key}_changelist", f"{key}_history"}
        return [look(address)] if is_read_only else [look(address), *closed(address, "post", post="yes")]
    if places:
        return closed(address) + closed(address, "post", post="yes")
    return [look(address), Visit("post", address, SHOWN, {})]


def visits_of(world: World, listed: dict[str, list[Visit]], route: Route) -> list[Visit] | None:
    if route.name in listed:
        return listed[route.name]
    if route.name.startswith("admin:") and route.name != "admin:":
        return admin_visits(world, route)
    if route.pattern.startswith("admin/") and route.parameters == ("object_id",):  # row -> its change page
        return []
    return None


@pytest.fixture
def world(bureau) -> World:
    """The first office with something of everything."""
    return build_world(bureau)


def walk(world: World, browser: Client) -> Iterator[tuple[Visit, HttpResponse]]:
    listed = pages(world)
    for route in ROUTES.values():
        for visit in visits_of(world, listed, route) or ():
            send = getattr(browser, visit.method)
            yield visit, send(visit.address, visit.given) if visit.method in {"get", "post"} else send(visit.address)


def body_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def faults(world: World, browser: Client) -> list[str]:
    """Walk everything; return each visit whose answer is wrong or says a secret."""
    found = []
    for visit, answer in walk(world, browser):
        told = [secret for secret in world.secrets if secret in body_of(answer)]
        is_sent_to_log_in = answer.status_code == 302 and answer.url.startswith("/admin/login/")
        if told or not (is_sent_to_log_in or answer.status_code in visit.allowed):
            found.append(f"{visit.method} {visit.address} {visit.given}: {answer.status_code} {told}")
    return found


class Walked(NamedTuple):
    """What an officer of another office found, and the rows of the first office before and after."""

    faults: list[str]
    before: Rows
    after: Rows


def rows_of(world: World) -> Rows:
    return {model: model._default_manager.filter(pk=row.pk).values().get() for model, row in world.rows.items()}


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker) -> Walked:
    """One walk over everything, of which two tests tell."""
    with kept_for_the_module(django_db_blocker):
        forget_what_was_remembered()
        city = CityFactory()
        world = build_world(DepartmentFactory(parent=city))
        browser = Client()
        browser.force_login(officer_in(DepartmentFactory(parent=city), *Role))
        before = rows_of(world)
        return Walked(faults(world, browser), before, rows_of(world))


def test_every_route_is_listed(world):
    """A new page or address of the API needs a line in `pages`, a new parameter of the back office one in PARAMETERS,
    a new model of the back office a row in tests/config/world.py."""
    listed = pages(world)
    unlisted = [
        route.name or route.pattern
        for key, route in ROUTES.items()
        if visits_of(world, listed, route) is None
        and key not in WALKED_ELSEWHERE
        and route.pattern != "admin/(?P<url>.*)$"
    ]
    assert unlisted == []


def test_nothing_is_listed_that_is_no_route(world):
    assert set(pages(world)) - set(ROUTES) == set()
    assert {f"admin:{name}" for name in PARAMETERS} - set(ROUTES) == set()


def test_an_officer_of_another_office_finds_nothing(walked):
    assert not walked.faults, "\n".join(walked.faults)


def test_the_short_address_of_a_row_leads_nowhere_either(client, world, outsider):
    client.force_login(outsider)
    for model, row in world.rows.items():
        if model in admin.site._registry:
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/"
            assert client.get(address, follow=True).status_code == 404, address


def test_an_officer_without_any_role_finds_nothing(client, world, db):
    client.force_login(Officer.objects.create_user("nobody", name="无职", password="x"))
    assert not (found := faults(world, client)), "\n".join(found)


def test_a_stranger_finds_nothing(client, world):
    assert not (found := faults(world, client)), "\n".join(found)


def test_a_stranger_is_sent_to_the_log_in_from_every_page_of_the_back_office(client, world):
    for visit, answer in walk(world, client):
        if visit.address.startswith(("/admin/", "/supervision/")) and not visit.address.startswith("/admin/log"):
            assert answer.status_code == 302, visit
            assert answer.url.startswith("/admin/login/"), visit


def test_a_key_of_another_office_with_every_scope_finds_nothing(world, other_bureau):
    machine: APIClient = machine_of(other_bureau, "statistics:read", "messages:submit", "items:write")
    listed = pages(world)
    for name, visits in listed.items():
        for visit in visits if name.startswith("api:") else ():
            answer = getattr(machine, visit.method)(visit.address, visit.given or None)
            assert answer.status_code in visit.allowed, visit
            assert not [secret for secret in world.secrets if secret in body_of(answer)], visit


def test_the_walk_changes_nothing(walked):
    assert len(walked.before) > 20
    for model, row in walked.before.items():
        assert walked.after[model] == row, model


def test_those_of_the_first_office_do_find_it(client, world, bureau):
    """The walk would prove nothing if these pages were empty for everybody."""
    client.force_login(officer_in(bureau, *Role))
    for model, row in world.rows.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if f"admin:{name}_change" in ROUTES:
            address = reverse(f"admin:{name}_change", args=[row.pk])
            assert client.get(address, follow=True).status_code == 200, name


def choice_fields(model_admin: Any, request: Any) -> Iterator[tuple[str, Any, ScopedChoices]]:
    """Yield the fields of a form and of its inlines that offer rows."""
    for holder in (model_admin, *(inline for inline in model_admin.get_inline_instances(request))):
        form = holder.get_form(request) if holder is model_admin else holder.get_formset(request).form
        for name, field in form.base_fields.items():
            if isinstance(field, forms.ModelChoiceField):
                yield name, field, holder


def test_no_form_offers_or_accepts_a_row_of_the_first_office(world, outsider):
    request = RequestFactory().get("/")
    request.user = outsider
    offered = []
    for model, model_admin in admin.site._registry.items():
        if not (model_admin.has_add_permission(request) or model_admin.has_change_permission(request)):
            continue
        for name, field, holder in choice_fields(model_admin, request):
            row = world.rows.get(field.queryset.model)
            is_public = name in getattr(holder, "public_choices", ())
            if row is not None and not is_public and field.queryset.filter(pk=row.pk).exists():
                offered.append(f"{model.__name__}.{name}")
    assert offered == []


def test_autocomplete_offers_nothing_of_the_first_office(client, world, outsider):
    client.force_login(outsider)
    asked = 0
    for model, model_admin in admin.site._registry.items():
        for holder in (model_admin, *model_admin.inlines):
            source = model if holder is model_admin else holder.model
            for name in getattr(holder, "autocomplete_fields", ()):
                field = source._meta.get_field(name)
                form = form_of(admin.site, field)
                answer = client.get(
                    "/admin/autocomplete/",
                    {"app_label": source._meta.app_label, "model_name": source._meta.model_name, "field_name": name},
                )
                asked += 1
                if answer.status_code == 403 or name in getattr(form, "public_choices", ()):
                    continue
                row = world.rows.get(field.related_model)
                texts = [one["text"] for one in answer.json()["results"]]
                assert row is None or str(row) not in texts, (source, name)
    assert asked > 2


def test_every_owned_table_of_the_back_office_is_scoped_by_a_base_class():
    bare = [model.__name__ for model, one in admin.site._registry.items() if not isinstance(one, ScopedChoices)]
    assert bare == []


def test_the_world_has_a_row_for_every_table_of_the_back_office(world):
    lacking = [model.__name__ for model in admin.site._registry if world.row(model) is None]
    assert lacking == []
    assert isinstance(world.row(ApiClient), ApiClient)
