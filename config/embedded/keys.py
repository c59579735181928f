"""The secrets of this installation: made once, kept in `var/` for its owner's eyes only."""

import base64
import json
import os
import secrets
from pathlib import Path

from config.embedded.exceptions import CannotRun


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(path)


def read_keys(path: Path, *, is_new: bool) -> dict[str, str]:
    """Return SECRET_KEY, PERSONAL_KEYS and DATABASE_PASSWORD, making them for an installation that is new.

    Raises CannotRun if they are lost while the database is there: senders' data can't be read without them.
    """
    if not path.exists():
        if not is_new:
            raise CannotRun(
                f"密钥文件 {path} 不见了，而数据库还在：没有它，数据库打不开，来信人的资料也无法解密。",
                f"The keys {path} are gone, but the database is there: it can't be opened without them.",
                "Put the file back from your backup, or remove the database to begin anew.",
            )
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "PERSONAL_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
            "DATABASE_PASSWORD": secrets.token_hex(24),
        }
        write_private(path, json.dumps(made, indent=2) + "\n")
    keys: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return keys
