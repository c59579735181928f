"""Bring tables, demo city and static files up to date: the part of `make run` that needs Django.

Run as a process of its own with the environment set: `python -m config.embedded.prepare`.
"""

import hashlib
import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from config.embedded import console
from config.embedded.places import Home

DEMO = "load_demo_city"
PATIENCE = "首次需一两分钟 · a minute or two, once …"


def migrate() -> None:
    """Apply the migrations that are missing."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with console.step("数据表", "tables", meanwhile=PATIENCE if missing else "…") as words:
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
        words.append(f"{len(missing)} 项迁移 migrations" if missing else "已是最新 up to date")


def load_demo(home: Home) -> None:
    """Load the demo city into an empty database, all of it or nothing."""
    if DEMO not in get_commands() or apps.get_model("departments", "Department").objects.exists():
        return
    with console.step("演示城市", "demo city", meanwhile=PATIENCE) as words, transaction.atomic():
        told = io.StringIO()
        with redirect_stdout(told), redirect_stderr(told):
            call_command(DEMO, credentials=str(home.credentials))
        words.extend(told.getvalue().splitlines()[-1:])


def static_digest() -> str:
    """Return a digest of every static file's name, size and time of change."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static(home: Home) -> None:
    """Collect, hash and compress the static files if any changed since the last time."""
    note, digest = home.state / "static.sha256", static_digest()
    if note.exists() and note.read_text(encoding="ascii") == digest and Path(settings.STATIC_ROOT).exists():
        return
    with console.step("静态文件", "static files", meanwhile=PATIENCE):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        note.write_text(digest, encoding="ascii")


def main() -> None:
    """Prepare everything for the web server."""
    django.setup()
    home = Home(settings.VAR_DIR)
    migrate()
    load_demo(home)
    collect_static(home)


if __name__ == "__main__":
    main()
