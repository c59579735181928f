"""Lists of the back office say what the stock admin would say of the same rows, sign by sign."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_list
from django.template.loader import render_to_string
from django.urls import reverse

from tests.config.demo.conftest import Loaded

pytestmark = pytest.mark.django_db


def squeezed(html: str) -> str:
    """Return HTML without the white space that no browser shows."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html))


def stock_table(changes: object) -> str:
    return render_to_string("admin/change_list_results.html", result_list(changes))


def test_the_table_is_that_of_the_stock_admin(loaded: Loaded) -> None:
    compared = set()
    for desk in [loaded.desk_of(log_in["username"]) for log_in in loaded.log_ins]:
        for model in [model for model in admin.site._registry if model not in compared]:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for query in ("", "?o=2.-1&_popup=1"):
                answer = desk.get(f"{address}{query}")
                if answer.status_code == 200 and answer.context["cl"].result_list:
                    changes = answer.context["cl"]
                    assert squeezed(changes.table) == squeezed(stock_table(changes)), address
                    compared.add(model)
    assert len(compared) > 20
