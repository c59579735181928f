"""The words the search is taught beside its dictionary: names of the city's offices and places, and synonyms.

A question is cut with the names of this moment, and asks for a name also by its parts: so a new name is found in texts
that were indexed before it, and a reindex makes it sharper, never necessary.
"""

import re
from hashlib import blake2s
from typing import NamedTuple

from departments.offices.models import Department
from disclosure.search.folding import fold
from disclosure.search.models import Reindexing, Synonym
from disclosure.search.parsing import Synonyms
from disclosure.search.segmenting import Segmenter
from foundation.remembered import Remembered

BETWEEN_WORDS = re.compile(r"[\s,，、;；]+")
GOVERNMENT = "人民政府"


class Dictionary(NamedTuple):
    """What is in force now. `digest` names it: texts cut with another one are due for a reindex."""

    segmenter: Segmenter
    synonyms: Synonyms
    digest: str


def read_dictionary() -> Dictionary:
    """Return the dictionary of this moment; each process keeps it until a name or synonym changes."""
    global _built
    names, groups, digest = _taught.get()
    if _built is None or _built.digest != digest:
        _built = Dictionary(Segmenter(names), synonyms_of(groups), digest)
    return _built


def forget_dictionary() -> None:
    """Let every process read names and synonyms anew; call it after the commit of a change."""
    _taught.forget()


def is_reindex_due() -> bool:
    """Tell whether texts were cut with other names than those in force."""
    last = Reindexing.objects.exclude(finished_at=None).first()
    return last is None or last.dictionary != read_dictionary().digest


def split_group(words: str) -> tuple[str, ...]:
    """Return the different words of a synonym group, folded."""
    return tuple(dict.fromkeys(filter(None, BETWEEN_WORDS.split(fold(words).strip()))))


def synonyms_of(groups: list[str]) -> dict[str, tuple[str, ...]]:
    """Return for each word all that say the same; groups that share a word are one."""
    same: dict[str, tuple[str, ...]] = {}
    for group in map(split_group, groups):
        joined = tuple(dict.fromkeys(one for word in group for one in same.get(word, (word,))))
        same.update(dict.fromkeys(joined, joined))
    return {word: words for word, words in same.items() if len(words) > 1}


def names_of(offices: list[tuple[str, str]]) -> set[str]:
    """Return the names of offices (full and short) and of the places that governments are named after, folded."""
    names: set[str] = set()
    for pair in offices:
        for name in map(fold, pair):
            names |= {name, name.removesuffix(GOVERNMENT)}
    return {name for name in names if len(name) > 1}


def _read_taught() -> tuple[list[str], list[str], str]:
    groups = Synonym.objects.groups()
    offices = list(Department.objects.values_list("name", "short_name"))
    names = sorted(names_of(offices) | {word for group in groups for word in split_group(group)})
    return names, groups, blake2s("\n".join([*names, "", *groups]).encode()).hexdigest()


_taught: Remembered[tuple[list[str], list[str], str]] = Remembered("search.dictionary", _read_taught)
_built: Dictionary | None = None
