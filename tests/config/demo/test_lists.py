"""Lists of the back office are, sign by sign, what the stock admin would show of the same rows."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_list
from django.template.loader import render_to_string
from django.urls import reverse

from tests.config.demo.conftest import Loaded

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"')


def squeezed(html: str) -> str:
    """Return HTML without what changes with each answer and without the white space that no browser shows."""
    html = TOKEN.sub(r"\1", html.replace("&#10006;", "✖"))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html))


def test_rows_and_frame_are_those_of_the_stock_admin(loaded: Loaded) -> None:
    rows, pages = set(), set()
    for desk in [loaded.desk_of(log_in["username"]) for log_in in loaded.log_ins]:
        for model, own in [one for one in admin.site._registry.items() if one[0] not in rows]:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for query in ("", "?o=2.-1&_popup=1"):
                answer = desk.get(f"{address}{query}")
                if answer.status_code != 200 or not answer.context["cl"].result_list:
                    continue
                changes = answer.context["cl"]
                stock = render_to_string("admin/change_list_results.html", result_list(changes))
                assert squeezed(changes.table) == squeezed(stock), address
                rows.add(model)
                if own.change_list_template == "admin/bounded_list.html":
                    page = render_to_string("admin/change_list.html", answer.context_data, answer.wsgi_request)
                    assert squeezed(answer.text) == squeezed(page), address
                    pages.add(model)
    assert len(rows) > 20
    assert len(pages) > 15
