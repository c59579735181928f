"""When the last whole backup was made here, so that somebody is told when the nightly one fails.

The note lies beside the data, not in them: a restored system has made none yet.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from config.health import OK, WARNING, Check

MAY_BE_OLD = timedelta(hours=50)
"""A nightly backup that failed once is tried again the next night; after that a person must look."""


def note_backup(*, now: datetime) -> None:
    """Write down that a backup is whole. Raises OSError."""
    draft = _path().with_suffix(".part")
    draft.write_text(now.isoformat(), encoding="ascii")
    draft.replace(_path())


def check_backup(now: datetime) -> Check:
    """Warn when the last backup is older than two nights; where none was ever made here, others may take care of it."""
    try:
        made_at = datetime.fromisoformat(_path().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {"status": OK}
    if now - made_at > MAY_BE_OLD:
        return {"status": WARNING, "reason": f"none since {made_at:%Y-%m-%d}"}
    return {"status": OK}


def _path() -> Path:
    return Path(settings.VAR_DIR) / "backup.txt"
