"""docs/architecture.md says what is so: places exist, steps call what they say, the drawing is that of the linter."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PLACE = re.compile(r"`([\w/]+\.py):(\w+)`")
ROW = re.compile(r"^\| \d+ \| `([\w/]+\.py):(\w+)` \|(.*)\|$", re.MULTILINE)
DRAWING = TEXT[TEXT.index("```") : TEXT.index("## A letter")]


def named(path: str, name: str) -> ast.AST | None:
    """Return what stands under this name at the top of the file."""
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef() if node.name == name:
                return node
            case ast.Assign(targets=[ast.Name(id=target)]) if target == name:
                return node
            case ast.AnnAssign(target=ast.Name(id=target)) if target == name:
                return node
    return None


def used_by(node: ast.AST) -> set[str]:
    """Return the names that a function or class speaks of."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return names | {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


@pytest.mark.parametrize(("path", "name"), sorted(set(PLACE.findall(TEXT))))
def test_every_place_is_there(path, name):
    assert named(path, name) is not None


@pytest.mark.parametrize(("path", "name", "words"), ROW.findall(TEXT))
def test_every_step_calls_what_it_says(path, name, words):
    _before, _arrow, calls = words.partition("→")
    node = named(path, name)
    assert node is not None
    assert set(re.findall(r"`(\w+)`", calls)) - used_by(node) == set()


def test_the_walks_are_not_empty():
    assert len(ROW.findall(TEXT)) > 25
    assert sum("→" in words for _path, _name, words in ROW.findall(TEXT)) > 20


def test_other_paths_and_settings_exist():
    for path in re.findall(r"`([\w/]+/(?:[\w]+\.py)?)`", TEXT):
        assert (ROOT / path).exists(), path


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def test_the_floors_are_drawn_in_the_order_of_the_linter():
    (floors,) = (contract["layers"] for contract in contracts() if contract["name"].startswith("Floors"))
    assert re.findall(r"^│ (\w+) {2,}", DRAWING, re.MULTILINE) == floors


@pytest.mark.parametrize("contract", [one for one in contracts() if "containers" in one], ids=lambda one: one["name"])
def test_the_nouns_are_drawn_in_the_order_of_the_linter(contract):
    (app,) = contract["containers"]
    (drawn,) = re.findall(rf"^│ {app} +(.+?) +│", DRAWING, re.MULTILINE)
    assert drawn.split(" → ") == contract["layers"]


def test_the_rooms_of_the_foundation_are_all_drawn():
    (drawn,) = re.findall(r"^│ foundation +(.+?) +│", DRAWING, re.MULTILINE)
    rooms = {path.name for path in (ROOT / "foundation").iterdir() if (path / "__init__.py").is_file()}
    assert set(drawn.split(" · ")) == rooms
