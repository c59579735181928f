"""The forms in which people read a page, and what axe finds in each of them."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FORMS: dict[str, dict[str, Any]] = {
    "normal": {"viewport": DESK, "color_scheme": "light"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "elder": {"viewport": DESK, "color_scheme": "light"},
    "elder on a phone": {"viewport": PHONE, "color_scheme": "light"},
}
MODES = {"plain": ["normal", "phone", "dark"], "elder": ["elder", "elder on a phone"]}
"""What the server answers with, and the forms that a browser makes of it."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # of sheets, which only an experimental rule reads, and of sound and pictures that move
}
MOVING = "audio, video"
"""No page has any; the rule about them would need them loaded."""

RULES_OF_COLOUR = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""All that can differ in the dark, where nothing but colours does: tests/config/test_colours.py."""
AXE = Axe().axe_script
RUN = """
([within, rules]) => axe.run(within || document, rules).then(
    found => found.violations.map(fault => [fault.id, fault.nodes.slice(0, 4).map(node => node.target)]))
"""


STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"
"""A colour on its way from one form to another is no colour of the page."""


def violations(page: Page, within: str | None = None, rules: dict[str, Any] = RULES) -> list[str]:
    """Return each violation with the places where it stands; `within` a part of the page, if it is given."""
    if not page.evaluate("'axe' in window"):
        page.add_style_tag(content=STILL)
        page.evaluate(AXE)
        assert page.locator(MOVING).count() == 0
    return [f"{fault}: {places}" for fault, places in page.evaluate(RUN, [within, rules])]


def violations_in_forms(page: Page, mode: str, within: str | None = None) -> list[str]:
    """Return what axe finds in every form of the page that is open."""
    found = []
    for form in MODES[mode]:
        page.set_viewport_size(FORMS[form]["viewport"])
        page.emulate_media(color_scheme=FORMS[form]["color_scheme"])
        rules = RULES_OF_COLOUR if form == "dark" else RULES
        found += [f"{form}: {fault}" for fault in violations(page, within, rules)]
    return found


def walk(
    page: Page, site: str, addresses: dict[str, str], mode: str, within: str | None = None
) -> dict[str, list[str]]:
    """Return the pages with a violation, and what it is in which form."""
    faults = {}
    for name, address in addresses.items():
        page.goto(site + address)
        faults[name] = violations_in_forms(page, mode, within)
    return {name: found for name, found in faults.items() if found}
