"""Whether an address lies in some networks. A socket for both families tells an IPv4 address as ::ffff:192.0.2.1."""

import ipaddress
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAPPED_BITS = 96
"""So many bits come before the IPv4 address in one that is mapped. Source: RFC 4291, 2.5.5.2."""


def read_network(text: str) -> Network:
    """Return the network, also of an address with bits of a host; that of mapped addresses is one of IPv4.

    Raises ValueError for what is none.
    """
    network = ipaddress.ip_network(text.strip(), strict=False)
    mapped = network.network_address.ipv4_mapped if isinstance(network, ipaddress.IPv6Network) else None
    if mapped is None or network.prefixlen < MAPPED_BITS:
        return network
    return ipaddress.IPv4Network((mapped, network.prefixlen - MAPPED_BITS))


def plain_address(address: str) -> str:
    """Return the IPv4 address behind one that a socket for both families tells; every other text as it is."""
    if ":" not in address:
        return address
    try:
        mapped = ipaddress.IPv6Address(address).ipv4_mapped
    except ValueError:
        return address
    return str(mapped) if mapped else address


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Tell whether the address lies in one of the networks, in whichever family it is told; what is none does not."""
    try:
        parsed = ipaddress.ip_address(plain_address(address.strip()))
    except ValueError:
        return False
    return any(parsed in network for network in networks)
