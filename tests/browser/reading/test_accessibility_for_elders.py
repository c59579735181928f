"""The public pages in elder mode pass axe too; a file of its own, so that two workers share the long walks."""

from tests.browser.axe import walk
from tests.scene import public_pages


def test_public_pages_have_no_violation_in_elder_mode(open_mode, site, scene):
    assert walk(open_mode("elder"), site, public_pages(scene), "elder") == {}
