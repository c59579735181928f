"""The environment in which the processes of the embedded installation run: every setting by its name."""

import json
import os
import sys
from pathlib import Path

from config.embedded.database import Database
from config.embedded.keys import read_keys
from config.embedded.places import Home

HOST = "127.0.0.1"
PORT = 8000
NOT_OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONHOME")  # of another project, perhaps


def site_address(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    reachable = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 — compared, not bound
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def allowed_hosts(host: str) -> str:
    """Return the names under which the site answers: this machine's, and those the person adds in ALLOWED_HOSTS."""
    names = ["localhost", "127.0.0.1", "[::1]", host, *os.environ.get("ALLOWED_HOSTS", "").split(",")]
    return ",".join(dict.fromkeys(name.strip() for name in names if name.strip()))


def child_environment(home: Home, database: Database, host: str = HOST, port: int = PORT) -> dict[str, str]:
    """Return the whole environment of web server, worker, beat and management commands."""
    keys = read_keys(home.keys, is_new=False)
    inherited = {
        name: value for name, value in os.environ.items() if name not in NOT_OURS and not name.startswith("PG")
    }
    folder = Path(sys.executable).parent
    return {
        **inherited,
        "PATH": os.pathsep.join([str(folder), inherited.get("PATH", os.defpath)]),
        "SECRET_KEY": keys["SECRET_KEY"],
        "PERSONAL_KEYS": keys["PERSONAL_KEYS"],
        "DATABASE_URL": database.address(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(home.var),
        "ALLOWED_HOSTS": allowed_hosts(host),
        "IS_DEMO": "true",
        "IS_HTTPS": "false",
        "SITE_ADDRESS": inherited.get("SITE_ADDRESS") or site_address(host, port),
        "HOST": host,
        "PORT": str(port),
        "LOG_DIR": str(home.logs).replace("%", "%%"),  # see supervisord.conf
        "PYTHONUNBUFFERED": "1",
    }


def read_log_ins(home: Home) -> list[dict[str, str]]:
    """Return the demo log-ins as the demo's loader wrote them, or none."""
    try:
        found: list[dict[str, str]] = json.loads(home.credentials.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return found
