"""The bare references: the smallest Django views that do the same work, written the usual way."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from disclosure.models import Category, Item

FRAME = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<nav><ul>{% for column in columns %}<li><a href="{% url 'column' column.code %}">{{ column.name }}</a></li>
{% endfor %}</ul></nav><main>MAIN</main></body></html>"""

LIST = FRAME.replace(
    "MAIN",
    """<table>{% for item in items %}<tr>
<td><a href="{% url 'item' item.pk %}">{{ item.current_version.title }}</a></td>
<td>{{ item.department.short_name }}</td><td>{{ item.current_version.genre }}</td>
<td><time datetime="{{ item.published_on|date:'Y-m-d' }}">{{ item.published_on|date:'Y-m-d' }}</time></td>
<td>{{ item.index_number }}</td></tr>{% endfor %}</table>""",
)
PAGE = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8">
<title>{{ item.current_version.title }}</title></head>
<body><main>
<h1>{{ item.current_version.title }}</h1><dl>
<dt>索引号</dt><dd>{{ item.index_number }}</dd>
<dt>发布机构</dt><dd>{{ item.department.name }}</dd><dt>栏目</dt><dd>{{ item.category.name }}</dd>
<dt>发布日期</dt><dd>{{ item.published_on|date:'Y-m-d' }}</dd></dl>
{{ item.current_version.body|safe }}</main></body></html>"""

NAVIGATION_LINKS = 24
ROWS = 20
bytes_wanted = {"page": 0}
"""How long the bare page is to be: as long as ours."""


def show_list(request: HttpRequest) -> HttpResponse:
    items = Item.objects.published().newest_first()[:ROWS]
    columns = Category.objects.order_by("path")[:NAVIGATION_LINKS]
    return HttpResponse(template("list").render({"title": "列表", "items": items, "columns": columns}, request))


def show_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One query, and as many bytes as our page."""
    item = Item.objects.published().get(pk=pk)
    html = template("page").render({"item": item}, request)
    missing = max(0, bytes_wanted["page"] - len(html.encode()))
    return HttpResponse(html + " " * missing)


def show_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing")


_templates: dict[str, object] = {}


def template(name: str):
    if name not in _templates:
        _templates[name] = engines["django"].from_string({"list": LIST, "page": PAGE}[name])
    return _templates[name]


urlpatterns = [
    path("", show_list, name="list"),
    path("<int:pk>/", show_page, name="item"),
    path("nothing/", show_nothing, name="nothing"),
    path("column/<str:code>/", show_list, name="column"),
]
