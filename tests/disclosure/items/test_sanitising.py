"""What of an author's HTML reaches the public: hostile, pasted from Word, plain."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.items.sanitising import as_line, plain_text, sanitise, summarise, to_safe_page

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jAvA&#10;script:alert(1)">x</a>',
    '<a href="java&#2;script:alert(1)">x</a>',
    '<a href="java\x0bscript:alert(1)">x</a>',
    "<scr\x02ipt>alert(1)</scr\x02ipt>",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p onclick="alert(1)" style="background:url(https://evil.example/x)">x</p>',
    '<p style="text-align:right;background:url(//evil.example)">x</p>',
    '<p style="text-align:right" class=\'x" onmouseover="alert(1)\'>x</p>',
    '<iframe src="https://evil.example"></iframe><object data=x></object><embed src=x>',
    '<link rel=stylesheet href="//evil.example/x.css"><meta http-equiv=refresh content="0;url=//evil.example">',
    '<base href="//evil.example"><form action="//evil.example"><input name=q><button>x</button></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<video src=//evil.example/x autoplay></video><audio src=x></audio>",
    "<table background='//evil.example/x'><td background=x>y</table>",
    "<style>@import '//evil.example/x.css'</style><div style='position:fixed'>盖住</div>",
    "<p id=main name=forms class='skip'>x</p>",
    "<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>",
    "<!--><img src=x onerror=alert(1)>-->",
]

ALLOWED_TAG = re.compile(
    r"</?(?:p|h3|h4|ul|ol|li|blockquote|table|caption|thead|tbody|tfoot|tr|th|td|hr|br|strong|em|u|s|sub|sup|a)"
    r'(?: (?:class="(?:sign|mid|to)"|href="(?:https?:|mailto:|tel:|/|#|\?)?[^":]*(?::[^"]*)?"'
    r'|rel="noopener noreferrer"|colspan="\d+"|rowspan="\d+"|start="[^"]*"|scope="[^"]*"))*>'
)


def assert_harmless(output: str) -> None:
    assert "<" not in ALLOWED_TAG.sub("", output)
    assert not re.search(r"href=\"\s*(?:javascript|data|vbscript):", output, re.IGNORECASE)


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_loses_everything_active_and_everything_remote(markup):
    output = sanitise(f"<p>前</p>{markup}<p>后</p>")
    assert_harmless(output)
    assert "evil" not in output
    assert output.startswith("<p>前</p>")


@pytest.mark.parametrize("markup", HOSTILE)
def test_a_body_that_got_into_the_table_unclean_still_renders_clean(markup):
    page = to_safe_page(markup)
    assert_harmless(page.replace('<div class="scroll" tabindex="0">', "").replace("</div>", ""))


@given(st.text(alphabet="<>/=\"' apdivscrtbleohnqg&;:()!-x1文", max_size=80))
def test_whatever_is_typed_the_output_is_harmless_and_stable(text):
    output = sanitise(text)
    assert_harmless(output)
    assert sanitise(output) == output


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><style>
p.MsoNormal {mso-style-parent:""}</style><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml></head>
<body lang=ZH-CN><!--[if gte mso 9]><xml><w:LatentStyles/></xml><![endif]--><!--StartFragment-->
<div class=WordSection1 style='layout-grid:15.6pt'>
<h1 align=center style='text-align:center'><span style='font-family:方正小标宋'>关于公布目录的通知<o:p></o:p></span>
</h1>
<p class=MsoNormal><span lang=EN-US>1.</span><b><span style='font-size:16.0pt'>总体要求</span></b><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoNormalTable border=1 style='border-collapse:collapse'><tr style='height:1cm'><td width=100 colspan=2
 style='border:solid'><p class=MsoNormal align=center style='text-align:center'>单位<o:p></o:p></p></td></tr></table>
<p class=MsoNormal align=right style='text-align:right'>六安市人民政府办公室</p>
</div><!--EndFragment--></body></html>"""


def test_a_page_pasted_from_word_keeps_its_structure_and_loses_its_dress():
    output = re.sub(r"\s*\n\s*", "", sanitise(WORD))
    assert output == (
        '<h3 class="mid">关于公布目录的通知</h3><p>1.<strong>总体要求</strong>&nbsp;</p>'
        '<table><tbody><tr><td colspan="2"><p class="mid">单位</p></td></tr></tbody></table>'
        '<p class="sign">六安市人民政府办公室</p>'
    )


def test_lines_of_plain_text_become_paragraphs():
    assert sanitise("第一段\r\n\r\n 第二段 ") == "<p>第一段</p><p>第二段</p>"
    assert sanitise("第一段\x0b第二段") == "<p>第一段</p><p>第二段</p>"  # as Word breaks lines


@pytest.mark.parametrize(
    "markup", ["关于印发<A市新图>的通知", "<p>关于印发<A市新图>的通知</p>", "关于印发&lt;A市新图&gt;的通知<br>"]
)
def test_words_in_angle_brackets_are_words(markup):
    assert plain_text(sanitise(markup)) == "关于印发<A市新图>的通知"


@pytest.mark.parametrize("number", ["x", "", "-3", "9" * 5000, "３"])
def test_a_number_that_is_none_is_left_out(number):
    assert sanitise(f'<ol start="{number}"><li>甲</li></ol>') == "<ol><li>甲</li></ol>"
    assert "span" not in sanitise(f'<table><tr><td colspan="{number}" rowspan="{number}">甲</td></tr></table>')


def test_a_sign_outside_gbk_survives():
    assert sanitise("<p>流波䃥镇</p>") == "<p>流波䃥镇</p>"


def test_signs_that_no_xml_can_hold_are_dropped_and_words_own_line_ends_are_line_ends():
    assert sanitise("<p>甲\x01\ufffe乙\x0b丙</p>") == "<p>甲乙\n丙</p>"
    assert as_line(" 关于\x0b公租房\x01\r\n的\uffff通知  二 ") == "关于 公租房 的通知  二"
    assert as_line("关于\u202e公\u200b租房\ufeff的通知") == "关于公租房的通知"


def test_the_words_of_a_body_are_those_that_are_seen():
    assert plain_text("<p>公\u200b租房\u00ad申&#8203;请</p>") == "公租房申请"


def test_plain_text_keeps_one_line_for_each_paragraph_and_row():
    body = "<h3>一、要求</h3><p>甲<br>乙</p><table><tr><th>单位</th><td>件数</td></tr></table><ul><li>丙</li></ul>"
    assert plain_text(sanitise(body)) == "一、要求\n甲\n乙\n单位 件数\n丙"


@pytest.mark.parametrize(("length", "expected"), [(100, "字" * 100), (101, "字" * 99 + "…")])
def test_a_summary_has_a_hundred_characters_at_most(length, expected):
    assert summarise("<p>" + "字" * length + "</p>") == expected


def test_a_summary_keeps_headings_rows_and_paragraphs_apart():
    table = "<table><tr><th>单位</th><td>件数</td></tr><tr><td>市住建委</td><td>12</td></tr></table>"
    body = sanitise(f"<h3>一、要求</h3><p>现通知如下：</p><p>甲<br>乙</p>{table}<p>See below.</p><p>完。</p>")
    assert summarise(body) == "一、要求 现通知如下：甲 乙 单位 件数 市住建委 12 See below. 完。"


def test_a_summary_is_not_cut_behind_a_gap():
    assert summarise("<p>" + "字" * 98 + "</p><p>甲乙丙</p>") == "字" * 98 + "…"


def test_a_wide_table_scrolls_in_its_own_box():
    assert to_safe_page("<table><tbody><tr><td>1</td></tr></tbody></table>").startswith(
        '<div class="scroll" tabindex="0">'
    )
