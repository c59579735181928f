"""The bare reference of the money pages: one query, a small template, and as many bytes as our page."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from disclosure.models import PublicFigures

PAGE = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{{ figures.unit.name }}</title></head>
<body><main><h1>{{ figures.unit.name }}</h1><dl>
<dt>年度</dt><dd>{{ figures.fiscal_year }}</dd><dt>合计</dt><dd>{{ figures.total }}</dd>
<dt>公务接待费</dt><dd>{{ figures.reception }}</dd><dt>公布日期</dt><dd>{{ figures.published_on|date:'Y-m-d' }}</dd>
</dl></main></body></html>"""

bytes_wanted = {"n": 0}
"""How long the bare page is to be: as long as ours."""

_templates: dict[str, object] = {}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    figures = PublicFigures.objects.select_related("unit").get(pk=pk)
    if "page" not in _templates:
        _templates["page"] = engines["django"].from_string(PAGE)
    html = _templates["page"].render({"figures": figures}, request)
    missing = max(0, bytes_wanted["n"] - len(html.encode()))
    return HttpResponse(html + " " * missing)


urlpatterns = [path("<int:pk>/", show, name="figures")]
