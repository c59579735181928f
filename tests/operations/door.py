"""The shipped configuration of nginx, with nothing but addresses, ports and paths of this machine put in."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.operations.compose import ROOT, read_services
from tests.operations.required import skip_or_fail

SHIPPED = ROOT / "deploy" / "nginx"


def find_nginx() -> str:
    """Return the path of nginx; skip the test where there is none."""
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin") or skip_or_fail(
        "no nginx here"
    )


def lay_out_door(folder: Path, *, port: int, tls_port: int, web_ports: list[int]) -> list[str]:
    """Write the configuration below `folder` as compose mounts it, and return the command that starts nginx with it."""
    prepared = folder / "nginx"
    prepared.mkdir()
    for source in SHIPPED.iterdir():
        text = source.read_text(encoding="utf-8")
        for shipped, here in {
            "listen 80 ": f"listen 127.0.0.1:{port} ",
            "listen 443 ": f"listen 127.0.0.1:{tls_port} ",
            "/etc/nginx/yangguang": str(prepared),
            "/etc/nginx/tls": str(prepared / "tls"),
            "/srv/yangguang": str(folder),
            "/tmp/nginx": f"{prepared}/var",  # noqa: S108 — its own folder for bodies of requests
        }.items():
            text = text.replace(shipped, here)
        for number in re.findall(r"server ([\d.]+:8000)", text):
            text = text.replace(number, f"127.0.0.1:{web_ports.pop(0)}", 1)
        (prepared / source.name).write_text(text, encoding="utf-8")
    write_certificate(prepared / "tls")
    command = read_services()["nginx"]["command"]
    started = [word.replace("/etc/nginx/yangguang", str(prepared)) for word in command[1:]]
    return [find_nginx(), "-p", str(prepared), "-e", "stderr", *started]


def write_certificate(folder: Path) -> None:
    """Make a certificate for loopback, by the names under which nginx looks for it."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def judge(command: list[str]) -> str:
    """Return what `nginx -t` finds; empty when all is well."""
    told = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True, check=False)
    return told.stderr.strip() or ("" if told.returncode == 0 else "refused without a word")
