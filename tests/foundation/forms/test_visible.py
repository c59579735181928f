"""What nobody sees is taken out of strangers' text; what anybody sees stays, whatever its script."""

import pytest
from django import forms

from foundation.forms.visible import VisibleCharField, drop_invisible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138\u200b5640\u202e0017", "13856400017"),
        ("138\u200d5640\u200c0017", "13856400017"),
        ("\u202e灯路\u2066修\u2069", "灯路修"),
        ("a\0b\x1b[31m\x07", "ab[31m"),
        ("一\r\n二\r\n", "一\n二\n"),
        ("一\r二\v三\f四\x85五", "一\n二\n三\n四\n五"),
        ("\ufeff软\u00ad连\u2060字", "软连字"),
    ],
)
def test_signs_that_nobody_sees_are_dropped(typed, kept):
    assert drop_invisible(typed) == kept


@pytest.mark.parametrize(
    "text", ["流波䃥镇𠮷", "《关于印发<A市新图>的通知》", "👨‍👩‍👧 ❤️", "一\n\t二　三", "مرحبا", "é — …"]
)
def test_what_is_seen_stays(text):
    assert drop_invisible(text) == text


def test_a_field_counts_what_is_seen():
    field = VisibleCharField(min_length=4, max_length=6)
    assert field.clean("一\r\n二\r\n三\r\n四".replace("\r\n", "\u200b")) == "一二三四"
    with pytest.raises(forms.ValidationError):
        field.clean("一二\u200b\u200b\u200b")
    with pytest.raises(forms.ValidationError):
        field.clean("\u200b\u202e")
