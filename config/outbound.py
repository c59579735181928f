"""What webhooks may reach, read from the environment; a wrong value stops the start and is named."""

from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from foundation.outbound.addresses import Network, read_networks


def read_webhook_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks of the house that webhooks may reach."""
    try:
        return read_networks(texts)
    except ValueError as error:
        raise ImproperlyConfigured(f"WEBHOOK_NETWORKS: {error}") from None


def read_ports(texts: Iterable[str]) -> frozenset[int]:
    """Return the ports that webhooks may reach."""
    ports = [text.strip() for text in texts]
    if not ports or not all(text.isascii() and text.isdecimal() and 0 < int(text) < 65536 for text in ports):
        raise ImproperlyConfigured(f"WEBHOOK_PORTS must be numbers from 1 to 65535, not {', '.join(ports)!r}")
    return frozenset(int(text) for text in ports)


def read_ca_file(name: str) -> str:
    """Return the file of further authorities; an empty name is none."""
    if name and not Path(name).is_file():
        raise ImproperlyConfigured(f"WEBHOOK_CA_FILE: there is no file {name}")
    return name
