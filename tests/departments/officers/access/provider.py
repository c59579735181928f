"""A small real OpenID provider in a thread: discovery, authorisation, token, keys; and ways to misbehave.

It checks what a provider must check (redirect address, client, PKCE), signs with RS256 and gives a code once.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT_ID, CLIENT_SECRET = "yangguang", "a secret of the client & more"


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def encode_json(content: dict[str, Any]) -> str:
    return encode(json.dumps(content).encode())


def encode_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


class Provider:
    """`person` is who logs in there; `header` and `claims` change what the token says; `algorithms` what is offered."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = self.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {"sub": "person-1"}
        self.header: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.is_unsigned = False
        self.granted: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.description,
        }

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        public = {"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256"}
        return {"keys": [{**public, "n": encode_number(numbers.n), "e": encode_number(numbers.e)}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Return the address to go back to, as if the person had just logged in there."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT_ID
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.granted[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        granted = self.granted.pop(form["code"], None)
        challenge = encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if given != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return 401, {"error": "invalid_client"}
        if granted is None or challenge != granted["code_challenge"] or form["redirect_uri"] != granted["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(granted["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        claims = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        signed = f"{encode_json({'alg': 'RS256', 'kid': 'one', **self.header})}.{encode_json(claims)}"
        signature = self.signing_key.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        return f"{signed}.{'' if self.is_unsigned else encode(signature)}"


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            provider.asked.append(place.path)
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            if place.path == "/.well-known/openid-configuration":
                self.answer(200, provider.discovery())
            elif place.path == "/keys":
                self.answer(200, provider.keys())
            elif place.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(form, self.headers.get("Authorization", "")))

        def answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
