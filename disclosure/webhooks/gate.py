"""The gate through which webhooks go, as the settings open it."""

from functools import lru_cache

from django.conf import settings

from foundation.outbound.addresses import Network
from foundation.outbound.gates import Gate, trust


def read_gate() -> Gate:
    """Return the gate of the settings; the authorities are read from the disk once."""
    return _gate(settings.WEBHOOK_NETWORKS, settings.WEBHOOK_PORTS, settings.WEBHOOK_CA_FILE)


@lru_cache(maxsize=4)
def _gate(granted: tuple[Network, ...], ports: frozenset[int], ca_file: str) -> Gate:
    return Gate(granted=granted, ports=ports, context=trust(ca_file))
