"""The order in which a reader expects Chinese names: by pinyin."""

LONGEST = 200


def sort_key(name: str) -> str:
    """Return the pinyin of `name` without tones, syllables parted by spaces, in lower case.

    Readings follow pypinyin's dictionary of words (六安 is "lu an"); what is not Chinese stays as it is. At most 200
    characters, the width of the column.
    """
    from pypinyin import Style, lazy_pinyin  # 56 MB of words, for the few processes that name an office

    syllables = lazy_pinyin(name.strip(), style=Style.NORMAL)
    return " ".join(" ".join(syllables).lower().split())[:LONGEST]
