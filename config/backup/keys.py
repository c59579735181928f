"""The keys, kept apart from what they open: whoever finds one copy reads no sender's name."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from config.backup.exceptions import CannotBackUp
from config.backup.manifest import fingerprint, write_private


def write_keys(into: Path, *, apart_from: Path, now: datetime) -> Path:
    """Write SECRET_KEY and PERSONAL_KEYS to a file for its owner's eyes below `into` and return it.

    Raises CannotBackUp when that lies with the copy itself.
    """
    into, apart_from = into.resolve(), apart_from.resolve()
    if into.is_relative_to(apart_from) or apart_from.is_relative_to(into):
        raise CannotBackUp(f"The keys must lie apart from the data: {into} and {apart_from} are one within the other.")
    keys = {
        "SECRET_KEY": settings.SECRET_KEY,
        "SECRET_KEY_FALLBACKS": ",".join(settings.SECRET_KEY_FALLBACKS),
        "PERSONAL_KEYS": ",".join(settings.PERSONAL_KEYS),
    }
    path = into / f"yangguang-keys-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{fingerprint(settings.PERSONAL_KEYS[0])}.json"
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, json.dumps(keys, indent=1) + "\n")
    except OSError as error:
        raise CannotBackUp(f"The keys could not be written: {error}") from error
    return path
