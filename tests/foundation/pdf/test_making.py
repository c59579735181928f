"""Pages as PDF: what the machine must have, and what a page may not do."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.utils.translation import override

from foundation.pdf import making
from foundation.pdf.making import PdfUnavailable, Verdict, make_pdf, probe

PAGE = '<!DOCTYPE html><html lang="zh-Hans"><head><title>纸</title></head><body>{}</body></html>'


@pytest.fixture(autouse=True)
def _forget_verdict():
    """A test that breaks the engine leaves no verdict behind."""
    probe.cache_clear()
    yield
    probe.cache_clear()


@pytest.fixture
def engine():
    if not probe().is_able:
        pytest.skip(f"no PDF on this machine: {probe().reason}")


def test_a_page_becomes_a_pdf_and_the_engine_stays_outside(engine):
    pypdfium2 = pytest.importorskip("pypdfium2")
    made = pypdfium2.PdfDocument(make_pdf(PAGE.format("<p>梅山南路</p>"), css="@page { size: A5 }"))
    assert "梅山南路" in made[0].get_textpage().get_text_range()
    assert round(made[0].get_width()) == 420
    asked = (
        "import sys; from foundation.pdf.making import make_pdf; make_pdf('<p>一'); print('weasyprint' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=120, check=True)
    assert told.stdout.strip() == "False"


def test_a_page_fetches_nothing(engine):
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        place = f"http://127.0.0.1:{server.server_port}"
        link, image = f'<link rel="stylesheet" href="{place}/a.css">', f'<img src="{place}/b.png" alt="">'
        assert make_pdf(PAGE.format(link + image + '<img src="file:///etc/passwd" alt="">')).startswith(b"%PDF-")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


@pytest.mark.parametrize("lacks", ["library", "package"])
def test_without_the_engine_the_verdict_says_so(monkeypatch, lacks):
    if lacks == "library":
        monkeypatch.setattr(making, "LIBRARIES", ("no-such-library",))
    else:
        monkeypatch.setattr(making, "find_spec", lambda name: None)
    assert not probe().is_able
    with override("en"):
        assert "Pango" in str(probe().reason)
    with pytest.raises(PdfUnavailable):
        make_pdf("<p>一")


def test_without_a_chinese_font_the_verdict_says_so(tmp_path):
    """Asked in a process of its own, whose fontconfig knows no fonts at all."""
    pytest.importorskip("weasyprint")
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    asked = "from foundation.pdf.making import has_chinese_font; print(has_chinese_font())"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout.strip() == "False"


def test_without_a_chinese_font_no_pdf_is_made(monkeypatch, engine):
    probe.cache_clear()
    monkeypatch.setattr(making, "has_chinese_font", lambda: False)
    with pytest.raises(PdfUnavailable, match=r"font|字体"):
        make_pdf("<p>一")


def test_a_busy_process_refuses_after_a_while_instead_of_piling_up(monkeypatch):
    monkeypatch.setattr(making, "probe", lambda: Verdict(True))
    monkeypatch.setattr(making, "LONGEST_WAIT", 0.01)
    with making.PRINTING, pytest.raises(PdfUnavailable) as refused:
        make_pdf("<p>一")
    assert refused.value.code == "busy"


@pytest.mark.parametrize("what", ["takes too long", "is no order"])
def test_a_page_that_is_too_much_is_given_up_and_the_next_one_is_made(monkeypatch, engine, caplog, what):
    if what == "takes too long":
        monkeypatch.setattr(making, "LONGEST_LAYOUT", 0.01)
        options = {}
    else:
        options = {"no_such_option_of_the_engine": object.__doc__, "pdf_variant": "no-such-variant"}
    with pytest.raises(PdfUnavailable) as refused:
        make_pdf(PAGE.format("<p>欧阳明月"), options=options)
    assert refused.value.code == "too_much"
    assert "欧阳明月" not in caplog.text
    monkeypatch.undo()
    assert make_pdf(PAGE.format("<p>一")).startswith(b"%PDF-")
