"""The styles of a printed statement in DOCX: 仿宋 for the text, 小标宋 for titles, 黑体 for parts."""

from typing import Any, NamedTuple

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

RED = "A3201B"
SHADE = "F2F2F0"
FANGSONG, HEITI, SONG, LATIN = "仿宋", "黑体", "宋体", "Times New Roman"
CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


class Look(NamedTuple):
    """A paragraph style: font, size in points, weight, alignment, space before and after in points, line spacing."""

    font: str
    size: float
    is_bold: bool = False
    align: Any = LEFT
    before: float = 0
    after: float = 0
    lines: float = 1.0
    is_indented: bool = False


LOOKS: dict[str, Look] = {
    "Normal": Look(FANGSONG, 12, lines=1.5),
    "Body Text": Look(FANGSONG, 12, align=JUSTIFY, lines=1.5, is_indented=True),
    "Title": Look(SONG, 28, True, CENTRE, after=130),
    "Subtitle": Look(SONG, 22, True, CENTRE, before=110, after=14),
    "Cover mark": Look(HEITI, 13, True, CENTRE, before=30),
    "Cover fact": Look(FANGSONG, 14, align=CENTRE, lines=1.5),
    "Directory title": Look(SONG, 18, True, CENTRE, after=14),
    "Directory part": Look(HEITI, 12, True, before=8, lines=1.3),
    "Directory": Look(FANGSONG, 12, lines=1.3),
    "Heading 1": Look(HEITI, 18, True, CENTRE, after=18),
    "Heading 2": Look(HEITI, 14, True, before=12, after=6),
    "Heading 3": Look(SONG, 14, True, CENTRE, before=12),
    "Unit of money": Look(FANGSONG, 10.5, align=RIGHT),
    "Table head": Look(HEITI, 10.5, True, CENTRE),
    "Table text": Look(FANGSONG, 10.5),
    "Table figure": Look(FANGSONG, 10.5, align=RIGHT),
    "Table note": Look(FANGSONG, 9.5, before=3, lines=1.15),
    "Header": Look(FANGSONG, 9),
    "Footer": Look(FANGSONG, 9, align=CENTRE),
}
KEPT_WITH_NEXT = frozenset({"Heading 1", "Heading 2", "Heading 3", "Unit of money", "Table head"})


def prepare_styles(word: Any) -> None:
    """Give the document our styles; its language is Chinese."""
    for name, look in LOOKS.items():
        known = [style.name for style in word.styles]
        style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _dress(style, name, look)
    word.styles["Directory"].paragraph_format.left_indent = Mm(8)
    _speak_chinese(word.styles["Normal"])


def _dress(style: Any, name: str, look: Look) -> None:
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(look.size), look.is_bold
    style.font.italic = False
    style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    fonts.set(qn("w:eastAsia"), look.font)
    form = style.paragraph_format
    form.alignment, form.line_spacing = look.align, look.lines
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.first_line_indent = Pt(2 * look.size) if look.is_indented else None
    form.keep_with_next = name in KEPT_WITH_NEXT
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _speak_chinese(style: Any) -> None:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)
