"""A page that nginx shares beside a static file of the same size, both behind the shipped door with TLS.

    python -m bench door                five seconds for each figure, three rounds
    python -m bench door --seconds 1    shows that it runs

Target: the shared page at least half as often a second as the static file. Asked without compression and, as browsers
ask, with gzip; the file lies there compressed already. Needs nginx and wrk (apt-get install nginx-light wrk).
"""

import argparse
import gzip
import io
import os
import re
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from bench.databases import own_database
from bench.soak import STARTS_WITHIN, servers
from bench.sweep import say

ROUNDS = 3
CONNECTIONS = 16
PAGES = {"home": "/", "list": "/items/"}
ENCODINGS = ("identity", "gzip")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench door", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        sys.exit("wrk is not here: apt-get install wrk")
    os.environ |= {"IS_DEMO": "true"}
    with own_database("yangguang_bench_door"), tempfile.TemporaryDirectory(prefix="yangguang-bench-") as name:
        from django.core.management import call_command

        call_command("load_demo_city", verbosity=0, stdout=io.StringIO())
        folder = Path(name)
        folder.chmod(0o711)  # the workers of root's nginx are nobody
        with servers(folder) as (port, _processes), door(folder, port) as site:
            for page, address in PAGES.items():
                compare(folder, site, page, address, options.seconds)


@contextmanager
def door(folder: Path, web_port: int) -> Iterator[str]:
    """Run the shipped nginx in front of the web process; give the address of the site."""
    from config.embedded.ports import free_ports, listens_within
    from tests.operations.door import lay_out_door

    port, tls_port = free_ports(2)
    command = lay_out_door(folder, port=port, tls_port=tls_port, web_ports=[web_port, web_port])
    (folder / "static").mkdir(exist_ok=True)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as nginx:  # noqa: S603 (our own words)
        try:
            if not listens_within(tls_port, STARTS_WITHIN):
                sys.exit("nginx did not start")
            yield f"https://127.0.0.1:{tls_port}"
        finally:
            nginx.terminate()


def compare(folder: Path, site: str, page: str, address: str, seconds: int) -> None:
    """Lay the page beside itself as a file, ask for both in turn and print how often they come."""
    content = fetch(site + address)
    file = folder / "static" / f"{page}.html"
    file.write_bytes(content)
    file.with_suffix(".html.gz").write_bytes(gzip.compress(content, 9))
    for encoding in ENCODINGS:
        rates: dict[str, list[float]] = {"file": [], "page": []}
        for _ in range(ROUNDS):
            rates["file"].append(rate(f"{site}/static/{page}.html", encoding, seconds))
            rates["page"].append(rate(site + address, encoding, seconds))
        of_file, of_page = (statistics.median(rates[name]) for name in ("file", "page"))
        say(
            f"{page:5} {len(content):7,} bytes, {encoding:8}  file {of_file:8,.0f}/s  page {of_page:8,.0f}/s"
            f"  {of_page / of_file:6.2f}   (target >= 0.5)"
        )


def fetch(address: str) -> bytes:
    with urlopen(Request(address), timeout=30, context=ssl._create_unverified_context()) as answer:  # noqa: S310, S323
        return bytes(answer.read())


def rate(address: str, encoding: str, seconds: int) -> float:
    """Return how many answers a second wrk gets; end if any of them is a refusal."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", f"Accept-Encoding: {encoding}", address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 (our own words)
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(told)
    time.sleep(0.2)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])
