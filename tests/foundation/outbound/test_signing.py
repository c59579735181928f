"""Signatures as the specification writes them."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from foundation.outbound.signing import new_secret, sign, signed_headers

AT = datetime(2014, 6, 16, 1, 30, 0, 987654, tzinfo=UTC)


def test_the_example_of_the_specification():
    """standardwebhooks.com: the test vector of its libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)
    signature = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, body, secret)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_verifies_with_either_secret():
    old, new = new_secret(), new_secret()
    headers = signed_headers("msg_1", AT, b"{}", [new, old])
    assert headers["webhook-timestamp"] == "1402882200"
    for secret in (old, new):
        key = base64.b64decode(secret.split("_", 1)[1])
        mine = base64.b64encode(hmac.new(key, b"msg_1.1402882200.{}", hashlib.sha256).digest()).decode()
        assert f"v1,{mine}" in headers["webhook-signature"].split()


def test_a_secret_has_256_bits_and_is_never_the_same():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
