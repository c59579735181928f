"""The repeated parts of a document's page: every word of an office is escaped."""

from disclosure.items.fragments import facts_html, files_html, neighbours_html, versions_html
from disclosure.items.presentation import Fact, File

EVIL = "<b>\"'&"
SAFE = "&lt;b&gt;&quot;&#x27;&amp;"


def test_every_word_is_escaped():
    assert facts_html([Fact(EVIL, EVIL)]).count(SAFE) == 2
    assert files_html([File("PDF", EVIL, "/attachments/1/", "1 KB")]).count(SAFE) == 1
    assert files_html([File("PDF", EVIL, "", "1 KB")]) == (
        f'<li><b>PDF</b><span>{SAFE}</span><span class="note num">1 KB</span></li>'
    )
    assert versions_html(7, 1, [(1, "2014-06-16T01:30:00+00:00", EVIL)]).count(SAFE) == 1
    assert neighbours_html([(7, EVIL, EVIL, "2014-06-16")]).count(SAFE) == 2


def test_a_wide_fact_takes_the_whole_width():
    assert facts_html([Fact("摘要", "文", is_wide=True)]) == '<div class="full"><dt>摘要</dt><dd>文</dd></div>'


def test_times_are_local_and_only_older_versions_are_links():
    html = versions_html(7, 2, [(2, "2014-06-18T16:30:00+00:00", "更正"), (1, "2014-06-16T01:30:00+00:00", "")])
    assert "2014-06-19 00:30" in html
    assert "/items/7/versions/1/" in html
    assert "/items/7/versions/2/" not in html
