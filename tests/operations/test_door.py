"""The shipped nginx configuration: accepted by nginx, and in step with the product's limits."""

import json
import re

from disclosure.items.forms import ATTACHMENTS
from foundation.files.limits import DEFAULT_LIMITS, MEGABYTE
from interaction.intake import attachments as letters
from tests.operations.door import SHIPPED, judge, lay_out_door


def body_limits() -> dict[str, int]:
    """Return bytes by the part of the site; "" is everywhere else."""
    text = (SHIPPED / "site.conf").read_text(encoding="utf-8")
    found = re.findall(r"(?:location (/\w+/) \{\n\s+#.*\n\s+)?client_max_body_size (\d+)m;", text)
    return {place: int(limit) * MEGABYTE for place, limit in found}


def test_nginx_accepts_it(tmp_path):
    assert judge(lay_out_door(tmp_path, port=8, tls_port=9, web_ports=[10, 11])) == ""


def test_nginx_would_find_a_fault(tmp_path):
    command = lay_out_door(tmp_path, port=8, tls_port=9, web_ports=[10, 11])
    site = tmp_path / "nginx" / "site.conf"
    site.write_text(site.read_text(encoding="utf-8").replace("gzip_static on;", "gzip_statics on;"), encoding="utf-8")
    assert "gzip_statics" in judge(command)


def test_what_the_product_takes_passes_the_door():
    """With a megabyte for the letter and the borders of a form's parts."""
    limits = body_limits()
    assert limits[""] >= max(DEFAULT_LIMITS.max_total_bytes, letters.ATTACHMENTS.max_total_bytes) + MEGABYTE
    assert limits["/admin/"] >= 2 * ATTACHMENTS.max_bytes + MEGABYTE


def test_addresses_are_set_and_never_appended():
    text = (SHIPPED / "proxy.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in "".join(path.read_text(encoding="utf-8") for path in SHIPPED.iterdir())


def test_the_log_holds_no_whole_address_and_no_query():
    text = (SHIPPED / "nginx.conf").read_text(encoding="utf-8")
    form = re.search(r"log_format line (.+?);", text, re.DOTALL)[1]
    assert (
        set(re.findall(r"\$(\w+)", form)) & {"remote_addr", "request", "request_uri", "args", "http_referer"} == set()
    )


def test_the_page_of_trouble_is_chinese_first_and_says_when_to_come_back():
    page = (SHIPPED / "unavailable.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in page
    assert "请过半分钟再试" in page
    assert not re.search(r"<script|<style|style=", page)
    assert json.loads((SHIPPED / "unavailable.json").read_text(encoding="utf-8"))["status"] == 503
