"""What may be typed as an address at all."""

import pytest

from foundation.outbound.faults import OutboundError
from foundation.outbound.targets import Target, read_target

PORTS = {443, 8443}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://example.gov.cn", Target("example.gov.cn", 443, "/")),
        ("https://Example.GOV.cn./a/b?c=d&e", Target("example.gov.cn", 443, "/a/b?c=d&e")),
        ("https://example.gov.cn:8443/x", Target("example.gov.cn", 8443, "/x")),
        ("https://政务.中国/接收", Target("xn--zfr164b.xn--fiqs8s", 443, "/%E6%8E%A5%E6%94%B6")),
        ("https://203.0.113.7/", Target("203.0.113.7", 443, "/")),
        ("https://１２７。０。０。１/", Target("127.0.0.1", 443, "/")),
        ("https://[2001:DB8::1]:8443/", Target("2001:db8::1", 8443, "/")),
    ],
)
def test_an_address_has_one_reading(text, target):
    assert read_target(text, PORTS) == target


def test_the_host_header_names_a_port_only_where_it_is_another():
    assert read_target("https://a.cn/", PORTS).authority == "a.cn"
    assert read_target("https://[2001:db8::1]:8443/", PORTS).authority == "[2001:db8::1]:8443"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://example.gov.cn/", "not_https"),
        ("ftp://example.gov.cn/", "not_https"),
        ("//example.gov.cn/", "not_https"),
        ("example.gov.cn", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("https://user:password@example.gov.cn/", "credentials"),
        ("https://example.gov.cn@127.0.0.1/", "credentials"),
        ("https://@example.gov.cn/", "credentials"),
        ("https://example.gov.cn:22/", "port"),
        ("https://example.gov.cn:80/", "port"),
        ("https://example.gov.cn:99999/", "malformed"),
        ("https://example.gov.cn:x/", "malformed"),
        ("https:///path", "malformed"),
        ("https://", "malformed"),
        ("https://example.gov.cn/#x", "malformed"),
        ("https://example.gov.cn/a b", "malformed"),
        ("https://example.gov.cn/a\r\nHost: x", "malformed"),
        ("https://example.gov.cn\\@127.0.0.1/", "malformed"),
        ("https://exa\tmple.gov.cn/", "malformed"),
        ("https://2130706433/", "malformed"),
        ("https://0x7f000001/", "malformed"),
        ("https://0x7f.1/", "malformed"),
        ("https://0177.0.0.1/", "malformed"),
        ("https://127.1/", "malformed"),
        ("https://127.0.0.1.0/", "malformed"),
        ("https://[::1%eth0]/", "malformed"),
        ("https://[::1/", "malformed"),
        ("https://a..cn/", "malformed"),
        ("https://-a.cn/", "malformed"),
        (f"https://{'a' * 64}.cn/", "malformed"),
        ("https://a.cn/" + "x" * 500, "malformed"),
        ("", "not_https"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text, code):
    with pytest.raises(OutboundError) as refused:
        read_target(text, PORTS)
    assert refused.value.code == code
    assert str(refused.value)
