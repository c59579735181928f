"""Which addresses may be reached at all. Pure.

Sources: IANA special-purpose address registries (RFC 6890 and what followed) through `ipaddress`; RFC 6052 (NAT64);
the metadata services of clouds, which hand out keys to whoever asks from inside.
"""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NEVER: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local: the metadata services of most clouds
        "100.100.100.200/32",  # metadata, Alibaba Cloud
        "168.63.129.16/32",  # metadata, Azure; a public address by its number
        "192.0.0.0/24",  # metadata, Oracle Cloud, among others
        "192.88.99.0/24",  # relays of 6to4
        "224.0.0.0/4",
        "240.0.0.0/4",
        "fd00:ec2::/32",  # metadata, AWS
        "fd20:ce::/32",  # metadata, Google Cloud
        "fd00:c1::/32",  # metadata, Oracle Cloud
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "2001::/32",  # Teredo, and 6to4 below: tunnels into IPv4 that nobody serves from any more
        "2002::/16",
        "3fff::/20",  # documentation; newer than some versions of `ipaddress`
    )
)
"""Refused whatever is granted."""

GRANTABLE: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "fc00::/7",
        "127.0.0.0/8",
        "::1/128",
    )
)
"""Networks of a house that may be granted, each by a network that lies within one of them: no wide one opens loopback
by the way."""

PUBLIC_V6 = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")


def may_be_reached(address: Address, granted: Sequence[Network] = ()) -> bool:
    """Tell whether `address` is on the public network or in a granted one; what carries another is judged by that."""
    address = _carried_by(address)
    if _within(address, NEVER):
        return False
    if _within(address, granted):
        return True
    return address.is_global and not address.is_multicast and (address.version == 4 or address in PUBLIC_V6)


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks to be granted. Raises ValueError naming one that is none, or that can't be granted."""
    return tuple(_read_network(text.strip()) for text in texts)


def _read_network(text: str) -> Network:
    try:
        network = ip_network(text)
    except ValueError:
        raise ValueError(f"{text} is not a network such as 10.1.2.0/24") from None
    if not any(network.version == whole.version and network.subnet_of(whole) for whole in GRANTABLE):  # type: ignore[arg-type]
        raise ValueError(f"{text} is no private network: what is public needs no grant, the rest can't be granted")
    return network


def _carried_by(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for (mapped, NAT64), or the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
