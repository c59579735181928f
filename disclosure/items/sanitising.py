"""Bodies of documents: what of an author's HTML is kept, and their plain text. Pure.

Kept: paragraphs, two levels of headings, emphasis, lists, quotations, tables, links. Never: scripts, styles, forms,
frames, pictures and anything else that a page would load from elsewhere. What Word and other sites paste is reduced
to that; alignment survives as the classes `sign` (right) and `mid` (centred), since inline styles do not.
"""

import html
import re
from collections.abc import Callable

import nh3

from foundation.xml import drop_unwritable

BLOCKS = {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "hr"}
CELLS = {"th", "td"}
INLINE = {"strong", "em", "u", "s", "sub", "sup", "br", "a"}
CLASSES = {"p": {"sign", "mid", "to"}, "h3": {"mid"}, "h4": {"mid"}, "th": {"mid"}, "td": {"mid", "sign"}}
SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "xml",
    "title",
    "head",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
}

RENAMED = {
    "h1": "h3",
    "h2": "h3",
    "h5": "h4",
    "h6": "h4",
    "div": "p",
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
}
ALIGNMENT = re.compile(r"text-align\s*:\s*(right|end|center)", re.IGNORECASE)
ALIGNED = {"right": "sign", "end": "sign", "center": "mid"}
MERGEABLE = {"colspan", "rowspan"}
LARGEST_SPAN = 100
NUMBER = re.compile(r"[0-9]{1,4}")

INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Spaces of no width, soft hyphens, marks of direction: they turn lines around and hide words from the search."""
OLD_BREAKS = re.compile(r"[\x0b\x0c]")
BLANKS = re.compile(r"[\t\n\x0b\x0c\r]+")
EMPTY_BLOCK = re.compile(r"<(p|h3|h4|li|blockquote)(?: class=\"\w+\")?>(?:\s|\u00a0|&nbsp;|<br>)*</\1>")
KNOWN_TAG = re.compile(r"<(?:[!?]|/?(?:[a-z]{1,10}|h[1-6]|o:p)[\s/>])", re.IGNORECASE)
WORDS_IN_BRACKETS = re.compile(r"<(?=[^\s<>]*[^\x00-\x7f])")
TAG = re.compile(r"<[^>]*>")
BREAKS = re.compile(r"</(?:p|h3|h4|li|blockquote|caption|tr)>|<br>|<hr>")
NO_CLASS = re.compile(r"(<\w+) class=\"\"")
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")
LINE_END = re.compile(r"(.)\n")
FULL_WIDTH_MARKS = "，。、；：？！…）】》」』”’"


def _keep_alignment(tag: str, attribute: str, value: str) -> str | None:
    """Reduce `style` and `align` to one word for the pass that follows, spans and beginnings to sensible numbers."""
    if attribute == "style":
        found = ALIGNMENT.search(value)
        return ALIGNED[found.group(1).lower()] if found else None
    if attribute == "align":
        return ALIGNED.get(value.strip().lower())
    if attribute in MERGEABLE:
        return value if NUMBER.fullmatch(value) and 1 < int(value) <= LARGEST_SPAN else None
    if attribute == "start":
        return value if NUMBER.fullmatch(value) else None
    return value


_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "th": {*MERGEABLE, "scope"}, "td": set(MERGEABLE), "ol": {"start"}}
_STYLED = {"p", "div", "h1", "h2", *CLASSES}

_first_pass = nh3.Cleaner(
    tags=BLOCKS | CELLS | INLINE | set(RENAMED),
    attributes=_ATTRIBUTES | {tag: _ATTRIBUTES.get(tag, set()) | {"style", "align"} for tag in _STYLED},
    allowed_classes=CLASSES,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attribute_filter=_keep_alignment,
    url_schemes=SCHEMES,
    link_rel=None,
)
_last_pass = nh3.Cleaner(
    tags=BLOCKS | CELLS | INLINE,
    attributes=_ATTRIBUTES,
    allowed_classes=CLASSES,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attribute_filter=_keep_alignment,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer",
)

_STYLE_TO_CLASS = re.compile(r"<(\w+)((?: [a-z]+=\"[^\"]*\")*)>")
_ALIGN_ATTRIBUTE = re.compile(r" (?:style|align)=\"(\w+)\"")
_CLASS_ATTRIBUTE = re.compile(r" class=\"[^\"]*\"")


def sanitise(markup: str) -> str:
    """Return the safe part of `markup` in our own vocabulary; sanitising twice changes nothing.

    Text without any tag becomes a paragraph per line, so that an author needs no editor to write; words in angle
    brackets (《关于印发<A市新图>的通知》) are words. The cleaner runs after the renaming: nothing that the renaming
    does can open a hole.
    """
    markup = drop_unwritable(OLD_BREAKS.sub("\n", markup))  # Word ends lines with a vertical tab
    is_markup = KNOWN_TAG.search(markup) is not None
    canonical = _first_pass.clean(WORDS_IN_BRACKETS.sub("&lt;", markup) if is_markup else _escape(markup))
    cleaned = _clean(_rename(_STYLE_TO_CLASS.sub(_class_for_alignment, canonical)))
    dropped = _until_stable(lambda text: EMPTY_BLOCK.sub("", text), cleaned).strip()
    return dropped if TAG.search(dropped) else _paragraphs(dropped)


def as_line(text: str) -> str:
    """Return the words of a field, such as a title, on one line, without signs that nobody sees or no XML can hold."""
    return drop_unwritable(INVISIBLE.sub("", BLANKS.sub(" ", text))).strip()


def _clean(markup: str) -> str:
    """Return what is safe of `markup`, without controls; cleaned again where some went: they may have hidden a word."""
    cleaned = NO_CLASS.sub(r"\1", _last_pass.clean(markup))
    plain = drop_unwritable(cleaned)
    return plain if plain == cleaned else _clean(plain)


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _paragraphs(escaped: str) -> str:
    """Return lines of text that holds no tags as paragraphs."""
    return "".join(f"<p>{line.strip()}</p>" for line in escaped.splitlines() if line.strip())


def _class_for_alignment(match: re.Match[str]) -> str:
    """Return an opening tag of the cleaner's canonical output with its alignment, if any, as its one class."""
    tag, attributes = match.groups()
    found = _ALIGN_ATTRIBUTE.search(attributes)
    if not found:
        return match.group()
    rest = _ALIGN_ATTRIBUTE.sub("", _CLASS_ATTRIBUTE.sub("", attributes))
    return f'<{tag} class="{found.group(1)}"{rest}>'


def _rename(canonical: str) -> str:
    for old, new in RENAMED.items():
        canonical = re.sub(rf"<(/?){old}(?=[ >])", rf"<\1{new}", canonical)
    return canonical


def _until_stable(step: Callable[[str], str], text: str) -> str:
    while (after := step(text)) != text:
        text = after
    return text


def to_safe_page(body: str) -> str:
    """Return a stored body ready for a page: cleaned once more, wide tables in a box that scrolls by itself."""
    cleaned = _clean(body)
    opened = cleaned.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return opened.replace("</table>", "</table></div>")


def plain_text(body: str) -> str:
    """Return the words of a body that are seen, one line for each paragraph, heading, list entry and table row."""
    cleaned = _clean(body).replace("</td>", " ").replace("</th>", " ")
    text = INVISIBLE.sub("", html.unescape(TAG.sub("", BREAKS.sub("\n", cleaned))))
    return LINES.sub("\n", SPACES.sub(" ", text)).strip()


def _between_lines(end: re.Match[str]) -> str:
    """Return what parts two lines that become one: nothing after a full-width mark, which brings its own gap."""
    return end[1] if end[1] in FULL_WIDTH_MARKS else f"{end[1]} "


def summarise(body: str, limit: int = 100) -> str:
    """Return the beginning of a body as one line of at most `limit` characters (录入规范: 内容概述不超过100字)."""
    words = LINE_END.sub(_between_lines, plain_text(body))
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"
