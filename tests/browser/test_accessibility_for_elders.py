"""The public pages in elder mode pass axe too; a file of its own, so that two workers share the long walks."""

import pytest

from tests.browser.test_accessibility import FORMS, open_form, walk  # noqa: F401 — a fixture
from tests.scene import public_pages


@pytest.mark.parametrize("form", [form for form in FORMS if form.startswith("elder")])
def test_public_pages_have_no_violation_in_elder_mode(open_form, site, scene, form):  # noqa: F811
    assert walk(open_form(form), site, public_pages(scene)) == {}
