"""Networks hold the addresses of both families, however a socket tells them."""

import pytest

from foundation.networks import is_within, read_network


@pytest.mark.parametrize(
    ("network", "address", "holds"),
    [
        ("1.2.3.0/24", "1.2.3.4", True),
        ("1.2.3.0/24", "::ffff:1.2.3.4", True),
        ("1.2.3.0/24", "::FFFF:0102:0304", True),
        ("1.2.3.0/24", "1.2.4.4", False),
        ("1.2.3.0/24", "::ffff:1.2.4.4", False),
        ("1.2.3.0/24", "::1.2.3.4", False),
        ("1.2.3.4", "::ffff:1.2.3.4", True),
        ("::ffff:1.2.3.0/120", "1.2.3.4", True),
        ("::ffff:1.2.3.0/120", "::ffff:1.2.3.4", True),
        ("::ffff:1.2.3.0/120", "1.2.4.4", False),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "1.2.3.4", False),
        ("1.2.3.9/24", " 1.2.3.4 ", True),
        ("0.0.0.0/0", "2001:db8::1", False),
        ("::/0", "::1", True),
        ("1.2.3.0/24", "", False),
        ("1.2.3.0/24", "unix:", False),
    ],
)
def test_a_network_holds_an_address(network, address, holds):
    assert is_within(address, [read_network(network)]) is holds
    assert is_within(address, [read_network("192.0.2.0/24"), read_network(network)]) is holds


def test_no_network_holds_nothing():
    assert not is_within("1.2.3.4", [])


def test_what_is_no_network_is_refused():
    with pytest.raises(ValueError, match="does not appear"):
        read_network("nowhere")
