"""The lists of the back office, beside the stock admin's of the same rows."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_list
from django.db import models
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"')


def squeezed(html: str) -> str:
    """Return HTML without what changes with each answer and without the white space that no browser shows."""
    html = TOKEN.sub(r"\1", html.replace("&#10006;", "✖"))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html))


def lists_like_the_stock_ones(
    client: Client, queries: Sequence[str], *, without: Collection[type[models.Model]] = ()
) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield model and answer of every list in which the client finds a row, once its table is the stock admin's."""
    for model in [one for one in admin.site._registry if one not in without]:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for query in queries:
            answer = client.get(f"{address}{query}")
            if answer.status_code != 200 or not answer.context["cl"].result_list:
                continue
            changes = answer.context["cl"]
            stock = render_to_string("admin/change_list_results.html", result_list(changes))
            assert squeezed(changes.table) == squeezed(stock), (address, query)
            yield model, answer
