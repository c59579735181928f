"""What the words of a sentence about money do.

Words are compared by identity at every turn of the reader; members of an enumeration are found ten times slower.
"""

from typing import Final


class Word:
    """What a word does: ends a clause, names a row, compares, counts."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


STOP: Final = Word("stop")
SEMICOLON: Final = Word("semicolon")
COMMA: Final = Word("comma")
OPEN: Final = Word("open")
CLOSE: Final = Word("close")
HEADING: Final = Word("heading")
SKIP: Final = Word("skip")
TOPIC: Final = Word("topic")
THAT: Final = Word("that")
DOMESTIC: Final = Word("domestic")
FOREIGN: Final = Word("foreign")
PART: Final = Word("part")
NUMBER: Final = Word("number")
YEAR: Final = Word("year")
PREVIOUS: Final = Word("previous")
THIS: Final = Word("this")
INITIAL: Final = Word("initial")
BUDGET: Final = Word("budget")
FINAL: Final = Word("final")
PLAN: Final = Word("plan")
BECOMES: Final = Word("becomes")
DOWN: Final = Word("down")
UP: Final = Word("up")
NEUTRAL: Final = Word("neutral")
COMPLETE: Final = Word("complete")
SHARE: Final = Word("share")
EQUAL: Final = Word("equal")
PER: Final = Word("per")
LIMIT: Final = Word("limit")
REASON: Final = Word("reason")
WITHIN: Final = Word("within")
EACH: Final = Word("each")
ALL: Final = Word("all")
ALTOGETHER: Final = Word("altogether")
COMPARE: Final = Word("compare")
JOIN: Final = Word("join")
GROUPS: Final = Word("groups")
HELD: Final = Word("held")
BOUGHT: Final = Word("bought")
RECEIVED: Final = Word("received")
TRAVELLED: Final = Word("travelled")
BATCH: Final = Word("batch")
POSTS: Final = Word("posts")
ABOUT: Final = Word("about")
