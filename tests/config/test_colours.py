"""In the dark a page differs in its colours alone, so that whatever holds for its parts and places holds there too."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted(Path(settings.BASE_DIR, "static", "css").rglob("*.css"))
DARK = re.compile(r"@media[^{]*prefers-color-scheme:\s*dark[^{]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}")
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)[;}]")
COLOUR = re.compile(r"#[0-9a-f]{3,8}|rgba?\([^)]*\)|var\(--[\w-]+\)|transparent")


def declarations_in_the_dark(sheet: Path) -> list[tuple[str, str]]:
    """Return every name and value that a sheet sets for those who read in the dark."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = DARK.findall(text)
    assert len(blocks) == text.count("prefers-color-scheme"), f"{sheet.name} tells the dark in another way"
    return [(name, value.strip()) for block in blocks for name, value in DECLARATION.findall(block)]


def is_of_colour(name: str, value: str) -> bool:
    if (name, value) in {("color-scheme", "dark"), ("--shadow", "none")}:
        return True
    return name.startswith("--") and COLOUR.fullmatch(value) is not None


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_only_colours_differ_in_the_dark(sheet):
    assert [fact for fact in declarations_in_the_dark(sheet) if not is_of_colour(*fact)] == []


def test_there_are_colours_for_the_dark():
    assert sum(len(declarations_in_the_dark(sheet)) for sheet in SHEETS) > 40


def test_no_script_of_ours_asks_whether_it_is_dark():
    scripts = Path(settings.BASE_DIR, "static").rglob("*.js")
    assert [path.name for path in scripts if "prefers-color-scheme" in path.read_text(encoding="utf-8")] == []
