"""Read the facts that are shipped beside this file."""

import csv
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of this folder."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_entries(name: str) -> list[dict[str, Any]]:
    """Return the entries of a JSON file of this folder."""
    entries: list[dict[str, Any]] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return entries
