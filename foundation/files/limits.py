"""How much and what may be sent."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
DOCUMENTS = frozenset({"pdf", "docx", "doc", "wps", "ofd", "xlsx", "xls", "txt", "csv"})
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one form accepts: sizes in bytes; `max_total_bytes` and `max_files` are of all files of one sending."""

    max_bytes: int = 10 * MEGABYTE
    max_total_bytes: int = 30 * MEGABYTE
    max_files: int = 5
    extensions: frozenset[str] = DOCUMENTS | PICTURES


DEFAULT_LIMITS = Limits()
