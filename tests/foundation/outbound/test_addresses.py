"""Which addresses may be reached: a table, and what holds for any grant."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.outbound.addresses import GRANTABLE, may_be_reached, read_networks

PUBLIC = ["8.8.8.8", "59.203.4.1", "114.114.114.114", "2400:3200::1", "240e:1::1", "64:ff9b::808:808"]
REFUSED = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.127.255.255",
    "100.100.100.200",
    "169.254.169.254",
    "169.254.0.23",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
NEVER = ["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "fe80::1", "224.0.0.1", "0.0.0.1", "::"]
EVERYTHING = read_networks(str(network) for network in GRANTABLE)


@pytest.mark.parametrize("text", PUBLIC)
def test_the_public_network_is_reached(text):
    assert may_be_reached(ip_address(text))


@pytest.mark.parametrize("text", REFUSED)
def test_nothing_else_is_reached_without_a_grant(text):
    assert not may_be_reached(ip_address(text))


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("10.1.0.0/16", "10.1.2.3"),
        ("10.1.0.0/16", "::ffff:10.1.2.3"),
        ("100.64.0.0/10", "100.65.0.1"),
        ("fd12:3456::/32", "fd12:3456::7"),
        ("127.0.0.1/32", "127.0.0.1"),
    ],
)
def test_what_is_granted_is_reached_and_what_lies_beside_it_is_not(network, text):
    granted = read_networks([network])
    assert may_be_reached(ip_address(text), granted)
    assert not may_be_reached(ip_address("192.168.1.1"), granted)


@pytest.mark.parametrize("text", NEVER)
def test_some_are_never_reached_whatever_is_granted(text):
    assert not may_be_reached(ip_address(text), EVERYTHING)


@pytest.mark.parametrize(
    "text", ["0.0.0.0/0", "::/0", "8.8.8.0/24", "169.254.0.0/16", "10.0.0.0/7", "fe80::/10", "10.1.2.3/8", "x", ""]
)
def test_a_network_that_is_none_of_the_house_can_not_be_granted(text):
    with pytest.raises(ValueError, match="is not a network|is no private network"):
        read_networks([text])


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_is_judged_by_it(address: IPv4Address):
    mapped = IPv6Address(int(IPv6Address("::ffff:0:0")) + int(address))
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) + int(address))
    assert may_be_reached(mapped) == may_be_reached(translated) == may_be_reached(address)


@given(st.ip_addresses())
def test_no_private_address_is_ever_reached_without_a_grant(address: IPv4Address | IPv6Address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        carried = isinstance(address, IPv6Address) and address.ipv4_mapped
        assert not may_be_reached(address) or carried
