"""Does the site answer at its own address, as readers meet it: certificate, nginx, and a web server behind it?

Asked by `manage.py watch` alone; /healthz would ask itself.
"""

import http.client
import json
import socket
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from config.health import FAILING, OK, WARNING, Check

MAY_TAKE = 10  # seconds, for each step
CERTIFICATE_NEEDS = timedelta(days=14)


class Answer(NamedTuple):
    """What /healthz says, {} where something else answered; `ends_at` is that of the certificate, if there is one."""

    status: int
    checks: dict[str, Check]
    ends_at: datetime | None


def examine_door(now: datetime) -> dict[str, Check]:
    """Tell whether readers reach the site, whether they still will in two weeks, and whether each has an address."""
    try:
        answer = ask_site()
    except ssl.SSLCertVerificationError as error:
        return {"site": {"status": FAILING, "reason": f"certificate: {error.verify_message}"}}
    except (OSError, http.client.HTTPException) as error:
        return {"site": {"status": FAILING, "reason": f"no answer: {type(error).__name__}"}}
    return {"site": _judge(answer, now), "proxies": answer.checks.get("proxies", {"status": OK})}


def _judge(answer: Answer, now: datetime) -> Check:
    if not answer.checks:
        return {"status": FAILING, "reason": f"no web server behind it, or not under this name: {answer.status}"}
    if answer.ends_at and answer.ends_at - now < CERTIFICATE_NEEDS:
        return {"status": WARNING, "reason": f"the certificate ends on {answer.ends_at:%Y-%m-%d}"}
    return {"status": OK}


def ask_site() -> Answer:
    """Ask /healthz by the site's own name, at WATCH_DOOR or where the name leads. Raises what the network raises."""
    site = urlsplit(settings.SITE_ADDRESS)
    with closing(_connect(site)) as wire:
        ends_at = _end_of_certificate(wire) if isinstance(wire, ssl.SSLSocket) else None
        asking = http.client.HTTPConnection(site.hostname or "")
        asking.sock = wire
        asking.request("GET", "/healthz", headers={"Host": site.netloc, "Connection": "close"})
        answer = asking.getresponse()
        try:
            checks = json.load(answer)["checks"]
        except (ValueError, KeyError, TypeError):
            checks = {}
    return Answer(answer.status, checks, ends_at)


def _connect(site: SplitResult) -> socket.socket:
    port = site.port or (443 if site.scheme == "https" else 80)
    wire = socket.create_connection(settings.WATCH_DOOR or (site.hostname, port), timeout=MAY_TAKE)
    if site.scheme == "http":
        return wire
    try:
        return ssl.create_default_context().wrap_socket(wire, server_hostname=site.hostname)
    except OSError:
        wire.close()
        raise


def _end_of_certificate(wire: ssl.SSLSocket) -> datetime:
    certificate = wire.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
