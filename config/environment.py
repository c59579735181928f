"""Reading the environment strictly: what is missing or malformed stops the start, named and without its content."""

import ipaddress
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


class AsWritten(environ.Env):
    """django-environ takes a `$` at the beginning for a reference, and repeats what follows when it leads nowhere."""

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        given = self.ENVIRON.get(var, "")
        if given.startswith("$"):
            return self.parse_value(given, cast)
        return super().get_value(var, cast, default, parse_default)


env = AsWritten()

SHORTEST_SECRET = 32
HOST = re.compile(r"\[[0-9a-fA-F:.]+\]|\.?[\w-]+(\.[\w-]+)*")


def refuse(name: str, wanted: str) -> ImproperlyConfigured:
    """Return the error that names the variable and what it must be; its content may be a secret and is left out."""
    return ImproperlyConfigured(f"{name} must be {wanted}. See docs/settings.md.")


def read_switch(name: str, *, default: bool) -> bool:
    """Return a boolean variable; only true/false/1/0 are accepted, so that a typing error can't switch a guard off."""
    text = env.str(name, default=str(default)).strip().lower()
    if text not in {"true", "false", "1", "0"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {text!r}")
    return text in {"true", "1"}


def read_list(name: str, **default: Any) -> list[str]:
    """Return what stands between the commas, without blanks; an empty variable is an empty list."""
    return [one.strip() for one in env.list(name, **default) if one.strip()]


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """Return one of these words; the first when the variable is not set."""
    text: str = env.str(name, default=choices[0])
    if text not in choices:
        raise refuse(name, " or ".join(choices))
    return text


def read_number(name: str, *, default: int) -> int:
    """Return a whole number from 1 on."""
    text: str = env.str(name, default=str(default)).strip()
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise refuse(name, "a whole number from 1 on")
    return int(text)


def read_secret(name: str) -> str:
    """Return a key for signatures."""
    return require_long(name, env.str(name))


def read_secrets(name: str) -> list[str]:
    """Return earlier keys for signatures."""
    return [require_long(name, one) for one in read_list(name, default=[])]


def read_token(name: str) -> str:
    """Return a word that lets a machine in; empty when there is none."""
    text: str = env.str(name, default="")
    return require_long(name, text) if text else ""


def require_long(name: str, text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise refuse(name, f"random and at least {SHORTEST_SECRET} characters long")
    return text


def read_fernet_keys(name: str) -> list[str]:
    """Return the keys that seal personal data, newest first."""
    keys = read_list(name)
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise refuse(name, "one or more Fernet keys, comma separated, newest first")
    return keys


def read_hosts(name: str, *, is_public: bool) -> list[str]:
    """Return the names of the site; a public one answers to its own names alone, or links in mails could be forged."""
    hosts = read_list(name)
    if not hosts or not all(HOST.fullmatch(host) or (host == "*" and not is_public) for host in hosts):
        raise refuse(name, "host names, comma separated, without scheme, port or *")
    return hosts


def read_origins(name: str) -> list[str]:
    """Return addresses of sites, each with its scheme."""
    origins = read_list(name, default=[])
    for origin in origins:
        require_site(name, origin)
    return origins


def read_networks(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Return networks such as 10.0.0.0/8 or single addresses."""
    networks = read_list(name, default=list(default))
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise refuse(name, f"networks like 172.18.0.0/16, comma separated; {network!r} is none") from None
    return networks


def read_folder(name: str, default: Path) -> Path:
    """Return a directory by its whole path; it need not exist yet."""
    folder = Path(env.str(name, default=str(default)))
    if not folder.is_absolute() or folder.is_file():
        raise refuse(name, "the absolute path of a directory")
    return folder


def read_site(name: str, **default: Any) -> str:
    """Return an address such as https://gov.example.cn, without a slash at its end."""
    address: str = env.str(name, **default).rstrip("/")
    require_site(name, address)
    return address


def require_site(name: str, address: str) -> None:
    parts = split_address(name, address, {"http", "https"})
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise refuse(name, "scheme and host alone, like https://gov.example.cn")


def read_database(name: str) -> dict[str, Any]:
    """Return Django's description of a PostgreSQL database."""
    parts = split_address(name, env.str(name), {"postgres", "postgresql"})
    try:
        database: dict[str, Any] = env.db_url(name, engine="django.db.backends.postgresql")
    except ValueError:
        database = {}
    if not database.get("NAME") or not parts.path.strip("/"):
        raise refuse(name, "like postgres://user:password@host:5432/name, signs such as @ and / in it written as %40")
    return database


def read_redis(name: str) -> str:
    """Return the address of a Redis server; empty when there is none."""
    address: str = env.str(name, default="")
    if address:
        parts = split_address(name, address, {"redis", "rediss"})
        if not parts.hostname or not re.fullmatch(r"(/\d*)?", parts.path):
            raise refuse(name, "like redis://:password@host:6379/0")
    return address


def read_mail(name: str, default: Any) -> dict[str, Any]:
    """Return Django's settings of outgoing mail."""
    address = env.str(name, default=default)
    parts = split_address(name, address, set(env.EMAIL_SCHEMES))
    if parts.scheme.startswith("smtp") and not parts.hostname:
        raise refuse(name, "like smtp+tls://user:password@host:587")
    mail: dict[str, Any] = env.email_url_config(address)
    return mail


def read_mail_addresses(name: str, default: Any) -> list[str]:
    """Return mail addresses."""
    addresses = read_list(name, default=default)
    if not all(re.fullmatch(r"[^@\s]+@[^@\s]+", address) for address in addresses):
        raise refuse(name, "mail addresses, comma separated")
    return addresses


def read_mail_address(name: str, default: Any) -> str:
    """Return exactly one mail address."""
    address, *others = read_mail_addresses(name, [default] if isinstance(default, str) else default) or [""]
    if not address or others:
        raise refuse(name, "one mail address")
    return address


def read_host_and_port(name: str) -> tuple[str, int] | None:
    """Return where a server listens, such as 172.30.57.10:443; None when nothing is said."""
    text: str = env.str(name, default="")
    if not text:
        return None
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})", text)
    if not found or not 0 < int(found[2]) < 2**16:
        raise refuse(name, "host and port, like 172.30.57.10:443")
    return found[1].strip("[]"), int(found[2])


def split_address(name: str, address: str, schemes: set[str]) -> SplitResult:
    """Return the parts of an address. Raises ImproperlyConfigured unless it is whole and of one of these schemes."""
    try:
        parts = urlsplit(address)
        is_whole = "://" in address and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.scheme not in schemes:
        raise refuse(name, f"an address that begins with {', '.join(f'{scheme}://' for scheme in sorted(schemes))}")
    return parts
