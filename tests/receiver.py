"""A receiver on this machine that speaks HTTPS with a certificate of an authority made for the run."""

import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "receiver.example.gov.cn"
"""No name service knows it: whoever reaches it was told where it leads."""


@dataclass
class Taken:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    """`answers` are given one after the other, then 200; `taken` is what arrived."""

    port: int
    ca_file: str
    taken: list[Taken] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}/changes"


def says(status: int, text: bytes = b"", **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(text)

    return answer


def waits(seconds: float) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        says(200)(request)

    return answer


def trickles(request: BaseHTTPRequestHandler) -> None:
    """Give an answer byte by byte, each in time, the whole of it never."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        request.wfile.write(b"X")
        time.sleep(0.05)


def floods(request: BaseHTTPRequestHandler) -> None:
    """Give an answer without end."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        request.wfile.write(b"x" * 65536)


def speaks_no_http(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"220 mail.example.org ESMTP\r\n")


def hangs_up(request: BaseHTTPRequestHandler) -> None:
    request.connection.close()


@contextmanager
def listening(folder: Path) -> Iterator[Receiver]:
    """Run a receiver until the end of the block."""
    ca_file, chain = make_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server = Server(("127.0.0.1", 0), _Handler)
    server.context = context
    receiver = Receiver(server.server_address[1], ca_file)
    server.receiver = receiver
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    context: ssl.SSLContext
    receiver: Receiver

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the thread of the request, not in the one that waits for others."""
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as encrypted:
            self.RequestHandlerClass(encrypted, client_address, self)  # type: ignore[arg-type]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up: some tests do."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        receiver = self.server.receiver
        receiver.taken.append(Taken(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        answer = receiver.answers.popleft() if receiver.answers else says(200)
        answer(self)
        self.close_connection = True

    def log_message(self, *words: Any) -> None:
        """Keep the output of the tests quiet."""


def make_certificates(folder: Path) -> tuple[str, str]:
    """Return the files of an authority, and of a chain with its key for HOST and 127.0.0.1."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _certificate("Test authority", authority_key.public_key(), "Test authority", authority_key, is_ca=True)
    leaf = _certificate(HOST, key.public_key(), "Test authority", authority_key, is_ca=False)
    ca_file, chain = folder / "ca.pem", folder / "chain.pem"
    ca_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(secret + leaf.public_bytes(serialization.Encoding.PEM))
    return str(ca_file), str(chain)


def _certificate(name: str, key: Any, issuer: str, issuer_key: Any, *, is_ca: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        names = [x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
