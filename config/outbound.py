"""What webhooks may reach, read from the environment; a wrong value stops the start and is named."""

from collections.abc import Sequence
from pathlib import Path

from config.environment import env, read_list, refuse
from foundation.outbound.addresses import Network, read_networks


def read_webhook_networks(name: str) -> tuple[Network, ...]:
    """Return the networks of the house that webhooks may reach."""
    try:
        return read_networks(read_list(name, default=[]))
    except ValueError as error:
        raise refuse(name, f"private networks, comma separated ({error})") from None


def read_ports(name: str, *, default: Sequence[str]) -> frozenset[int]:
    """Return the ports that webhooks may reach."""
    ports = read_list(name, default=list(default))
    if not ports or not all(text.isascii() and text.isdecimal() and 0 < int(text) < 65536 for text in ports):
        raise refuse(name, "numbers from 1 to 65535, comma separated")
    return frozenset(int(text) for text in ports)


def read_ca_file(name: str) -> str:
    """Return the file of further authorities; empty when there is none."""
    path: str = env.str(name, default="")
    if path and not Path(path).is_file():
        raise refuse(name, f"a file; there is none at {path}")
    return path
