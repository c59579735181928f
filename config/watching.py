"""The one who looks after the others: mails whoever is on duty when the work stands still, and when it goes on again.

Runs as a process of its own and needs no worker, no queue and no database to speak. What it has said is kept in a file,
so that it says it once, also after a restart.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from config.backup.notes import check_backup
from config.door import examine_door
from config.health import FAILING, NO_DATABASE, OK, WARNING, Check, asked, examine, is_file_missing
from foundation.personal.resealing import tables_that_no_key_opens

logger = logging.getLogger(__name__)
ROUNDS = 3
"""So many rounds in a row must find a fault before anybody is woken: a restart of the database is none, and after a
start it takes a minute until the first sweep."""


@dataclass
class Notes:
    """What was found in the last rounds. `seen` counts rounds, `since` tells when, `told` whether people know."""

    seen: dict[str, int] = field(default_factory=dict)
    since: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def read_notes(path: Path) -> Notes:
    """Return the notes of the round before; none are as good as damaged ones."""
    try:
        return Notes(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Notes()


def watch_once(path: Path, *, now: datetime) -> bool:
    """Look once, tell what is new, and return whether all is well. Notes are kept in `path`.

    While the database is away nobody knows about what stands in it: that is neither told as amiss nor as mended.
    """
    notes, checks = read_notes(path), look_around(now)
    faults = {name: check for name, check in checks.items() if check["status"] != OK}
    known = [name for name, check in faults.items() if name == "database" or check.get("reason") != NO_DATABASE]
    for name in known:
        notes.seen[name] = notes.seen.get(name, 0) + 1
        notes.since.setdefault(name, now.isoformat())
    fresh = [name for name in known if notes.seen[name] >= ROUNDS and name not in notes.told]
    if fresh and _tell("trouble", fresh, notes, faults, now):
        notes.told += fresh
    mended = [name for name in notes.told if name not in faults]
    if mended and _tell("all_clear", mended, notes, faults, now):
        notes.told = [name for name in notes.told if name not in mended]
    for name in set(notes.seen) - set(faults) - set(notes.told):
        del notes.seen[name], notes.since[name]
    _write_notes(path, notes)
    return not faults


def look_around(now: datetime) -> dict[str, Check]:
    """Return what /healthz asks, and what it can't ask of itself or would ask too often."""
    bucket = {} if isinstance(storages["private"], FileSystemStorage) else {"files": check_bucket()}
    return {**examine(now=now), **bucket, **examine_door(now), "keys": asked(check_keys), "backup": check_backup(now)}


def check_bucket() -> Check:
    """Ask the bucket for its newest file: does it answer, does it let us in, is it the right one?"""
    from botocore.exceptions import BotoCoreError, ClientError  # needed, and loaded, only where there is a bucket

    try:
        is_missing = is_file_missing(storages["private"])
    except (BotoCoreError, ClientError) as error:
        return {"status": FAILING, "reason": f"the bucket can't be read: {type(error).__name__}"}
    return {"status": FAILING, "reason": "the newest file is not in the bucket"} if is_missing else {"status": OK}


def check_keys() -> Check:
    """Tell whether PERSONAL_KEYS open what was sealed last."""
    closed = tables_that_no_key_opens()
    return {"status": WARNING, "reason": ", ".join(closed)} if closed else {"status": OK}


def _tell(event: str, names: list[str], notes: Notes, faults: Mapping[str, Check], now: datetime) -> bool:
    """Mail those on duty and write to the log; tell whether it was said, else the next round tries again."""
    logger.log(logging.ERROR if event == "trouble" else logging.INFO, "%s: %s", event, ", ".join(names))
    if not settings.ALARM_MAIL:
        return True
    context = {
        "site": settings.SITE_IDENTITY["name"],
        "address": settings.SITE_ADDRESS,
        "now": now,
        "rows": [
            {"name": name, "since": datetime.fromisoformat(notes.since[name]), **faults.get(name, {})} for name in names
        ],
        "others": [name for name in notes.told if name not in names],
    }
    subject = render_to_string(f"emails/operations/{event}.subject.txt", context).strip()
    body = render_to_string(f"emails/operations/{event}.body.txt", context)
    try:
        send_mail(subject, body, None, settings.ALARM_MAIL)
    except OSError as error:  # smtplib's errors are of this kind
        logger.error("the alarm could not be sent: %s", type(error).__name__)
        return False
    return True


def _write_notes(path: Path, notes: Notes) -> None:
    draft = path.with_suffix(".part")
    try:
        draft.write_text(json.dumps(asdict(notes)), encoding="utf-8")
        draft.replace(path)
    except OSError as error:  # a full disk is no reason to stop watching
        logger.error("notes could not be kept: %s", type(error).__name__)


def notes_path() -> Path:
    return Path(settings.VAR_DIR) / "watch.json"


def look() -> bool:
    """Look once, now."""
    return watch_once(notes_path(), now=timezone.now())
