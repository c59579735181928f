"""Names of files as people give them. Pure."""

import os
import re
import unicodedata

LONGEST_NAME_BYTES = 200
"""In UTF-8; most file systems end at 255, and a storage may add a suffix."""

RESERVED = re.compile(r'[<>:"|?*\\/]')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def has_unsafe_signs(name: str) -> bool:
    """Return whether `name` holds path separators, control signs or text direction marks: no honest name does.

    A right-to-left mark shows `fdp.exe` as `exe.pdf`.
    """
    return UNSAFE.search(name) is not None


def split_extension(name: str) -> tuple[str, str]:
    """Return the stem and the extension without its dot, lower case, full-width letters and dot mended; "" if none."""
    folded = name.replace("\uff0e", ".").strip().rstrip(". ")
    stem, dot, extension = folded.rpartition(".")
    if not dot or not stem:
        return folded.lstrip("."), ""
    return stem, unicodedata.normalize("NFKC", extension).lower().strip()


def clean_name(name: str) -> str:
    """Return a name safe to store and to offer for download, with its Chinese characters: never empty, never a path.

    Signs that some system forbids become `_`; the stem is shortened, never the extension.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C" and sign not in "\u2028\u2029")
    stem, extension = split_extension(RESERVED.sub("_", name))
    stem = re.sub(r"\s+", " ", stem).strip(" .") or "file"
    if DEVICES.match(stem):
        stem = f"_{stem}"
    extension = re.sub(r"[^a-z0-9]", "", extension)[:10]
    tail = f".{extension}" if extension else ""
    return stem.encode()[: LONGEST_NAME_BYTES - len(tail)].decode(errors="ignore").rstrip(" .") + tail


def shorten_name(name: str, most: int) -> str:
    """Return a clean name in at most `most` characters, for a column of that width: the extension stays whole."""
    stem, ending = os.path.splitext(name)
    return name if len(name) <= most else stem[: most - len(ending)].rstrip(" .") + ending
