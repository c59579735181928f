"""Is this container able to do its work? `probe.py web` asks the site, `beat` and `watch` are known by their notes.

Runs on the standard library alone, twice a minute. The web server is well while it answers and reaches the database: a
worker that rests is the worker's fault, and /healthz tells it to people.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

NOTES_MAY_REST = 420  # seconds; the clock writes its notes every three minutes, the watch every minute


def probe_web() -> bool:
    """Ask /healthz under the site's first name."""
    name = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    address = f"http://127.0.0.1:{os.environ.get('GRANIAN_PORT', '8000')}/healthz"
    request = urllib.request.Request(address, headers={"Host": name})  # noqa: S310 — loopback
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 — loopback
            told = json.load(answer)
    except urllib.error.HTTPError as failing:
        told = json.load(failing)
    return bool(told["checks"]["database"]["status"] == "ok")


def probe_notes(pattern: str) -> bool:
    """Look when a process last wrote down what it has done."""
    notes = Path(os.environ["VAR_DIR"]).glob(pattern)
    return any(time.time() - note.stat().st_mtime < NOTES_MAY_REST for note in notes)


if __name__ == "__main__":
    try:
        is_well = (
            probe_web() if sys.argv[1] == "web" else probe_notes({"beat": "beat*", "watch": "watch.json"}[sys.argv[1]])
        )
    except (OSError, ValueError, KeyError):
        is_well = False
    sys.exit(not is_well)
