"""The translations: whole, compiled, and true to their placeholders. No gettext is needed to look."""

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).resolve().parents[2] / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def name_of(path: Path) -> str:
    """Return the language of a catalogue, to name a test by it."""
    return path.parents[1].name


def texts(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    """Return the translation of one entry, of every plural form where there are several."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def contents(entries: list) -> dict[tuple[str, str], list[str]]:
    """Return what a program finds in a catalogue."""
    return {(entry.msgctxt or "", entry.msgid): texts(entry) for entry in entries}


def test_there_are_catalogues_for_both_scripts():
    assert {name_of(path) for path in CATALOGUES} >= {"zh_Hans", "zh_Hant"}


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_the_compiled_catalogue_is_up_to_date(path):
    compiled = path.with_suffix(".mo")
    assert compiled.exists(), f"{compiled} is missing: make messages"
    assert contents(polib.mofile(str(compiled))) == contents(polib.pofile(str(path)).translated_entries()), (
        f"{compiled} is older than {path.name}: make messages"
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_no_translation_is_only_guessed(path):
    assert [entry.msgid for entry in polib.pofile(str(path)).fuzzy_entries()] == []


def test_the_default_language_is_complete():
    catalogue = polib.pofile(str(LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_a_translation_has_the_placeholders_of_its_source(path):
    for entry in polib.pofile(str(path)).translated_entries():
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for text in texts(entry):
            found = set(PLACEHOLDER.findall(text))
            assert found <= wanted, f"{entry.msgid!r} has no {found - wanted}"
            assert entry.msgid_plural or found == wanted, f"{text!r} lacks {wanted - found}"
