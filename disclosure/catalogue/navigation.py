"""The catalogue as the left-hand navigation (法定主动公开内容): read once and remembered as plain tuples.

A page shows the columns at the top and those below the one being read; the list itself is one string, since a template
loop over the tree would cost more than the page's rows.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from disclosure.catalogue.models import Category
from foundation.remembered import Remembered

ADDRESS = "/catalogue/{}/"
"""The address of a column's page; a test holds it against the URLconf."""


class Branch(NamedTuple):
    """A column as the navigation needs it."""

    pk: int
    code: str
    name: str
    path: str
    is_leaf: bool


def read_tree() -> list[Branch]:
    """Return all columns, in reading order: each followed by those below it."""
    return _tree.get()


def forget_tree() -> None:
    """Let the next page read the tree anew; called after a column changed."""
    _tree.forget()


def in_reading_order(rows: Sequence[tuple[str, int, str, str, int]]) -> list[Branch]:
    """Return (path, position, code, name, primary key) rows as branches, by position within each level, depth first."""
    positions = {path: (position, code) for path, position, code, _name, _pk in rows}
    above = {_path_above(path) for path in positions}

    def place(path: str) -> tuple[tuple[int, str], ...]:
        return tuple(positions.get(prefix, (0, prefix)) for prefix in _prefixes(path))

    ordered = sorted(rows, key=lambda row: place(row[0]))
    return [Branch(pk, code, name, path, path not in above) for path, _position, code, name, pk in ordered]


def _prefixes(path: str) -> list[str]:
    codes = path.split("/")[:-1]
    return ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]


def _path_above(path: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1]


def trail_of(tree: Sequence[Branch], path: str) -> list[Branch]:
    """Return the columns from the top down to the one at `path`, itself included."""
    wanted = set(_prefixes(path))
    return [branch for branch in tree if branch.path in wanted]


def trail_to(tree: Sequence[Branch], pk: int) -> list[Branch]:
    """Return the columns from the top down to the one with the primary key, itself included; none if unknown."""
    return next((trail_of(tree, branch.path) for branch in tree if branch.pk == pk), [])


def full_name(path: str) -> str:
    """Return the names of the column at `path` and of those above it: 政策法规 › 部门文件."""
    return " › ".join(branch.name for branch in trail_of(read_tree(), path))


def keys_below(tree: Sequence[Branch], path: str) -> list[int]:
    """Return the primary keys of the column at `path` and of those below it."""
    return [branch.pk for branch in tree if branch.path.startswith(path)]


def tree_html(tree: Sequence[Branch], current: str = "") -> SafeString:
    """Return the navigation as nested lists; the branch of the column at the path `current` is open."""
    opened = {"", *(_prefixes(current) if current else [])}
    return mark_safe(_list_below(tree, "", opened, current))  # noqa: S308 — names are escaped one by one


def _list_below(tree: Sequence[Branch], above: str, opened: set[str], current: str) -> str:
    entries = []
    for branch in tree:
        if _path_above(branch.path) == above:
            below = (
                _list_below(tree, branch.path, opened, current) if branch.path in opened and not branch.is_leaf else ""
            )
            mark = ' aria-current="page"' if branch.path == current else ""
            address = ADDRESS.format(branch.code)
            entries.append(f'<li><a href="{address}"{mark}>{conditional_escape(branch.name)}</a>{below}</li>')
    return f"<ul>{''.join(entries)}</ul>"


_tree: Remembered[list[Branch]] = Remembered(
    "catalogue", lambda: in_reading_order(list(Category.objects.values_list("path", "position", "code", "name", "pk")))
)
