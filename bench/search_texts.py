"""Documents of known words: the same ones for the same number, whatever ran before.

Filler words are those of the segmenter's dictionary made of the characters of the shipped texts, drawn by Zipf's law;
marked words stand in a known share of the documents and nowhere else.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, product
from pathlib import Path
from typing import NamedTuple

SEED = 20141231
SHARES = {"公开": 0.8, "管理": 0.3, "规划": 0.1, "听证会": 0.05, "疫苗": 0.01, "湿地": 0.001, "彗星": 0.0}
CHARACTERS = 450
WORDS = 5_000
WORDS_OF_A_BODY = 200
WORDS_OF_A_TITLE = 6
DAYS = 4_000
FIRST = date(2014, 1, 1)


class Document(NamedTuple):
    key: int
    department: int
    category: int
    published_on: date
    title: str
    number: str
    body: str


@lru_cache(maxsize=1)
def filler() -> tuple[list[str], list[float]]:
    """Return the filler words and their cumulated weights."""
    import rjieba

    root = Path(__file__).resolve().parents[1]
    texts = [*root.glob("config/demo/*.*s*"), *root.glob("disclosure/catalogue/shipped/*.csv")]
    counts = Counter("".join(path.read_text(encoding="utf-8") for path in sorted(texts)))
    marked = set("".join(SHARES))
    common = [sign for sign, _n in counts.most_common() if "\u4e00" <= sign <= "\u9fff" and sign not in marked]
    dictionary = rjieba.Jieba()
    words = ["".join(pair) for pair in product(common[:CHARACTERS], repeat=2) if dictionary.has_word("".join(pair))]
    random.Random(SEED).shuffle(words)  # noqa: S311 — a benchmark
    words = words[:WORDS]
    return words, list(accumulate(1 / (rank + 10) for rank in range(len(words))))


def documents(first: int, last: int, departments: list[int], categories: list[int]) -> Iterator[Document]:
    """Yield the documents numbered `first` to `last` - 1. The first office has a sixth of them, the last few."""
    words, weights = filler()
    for key in range(first, last):
        draw = random.Random(SEED * 10_000_019 + key)  # noqa: S311 — a benchmark
        body = draw.choices(words, cum_weights=weights, k=WORDS_OF_A_BODY)
        title = draw.choices(words, cum_weights=weights, k=WORDS_OF_A_TITLE)
        for word, share in SHARES.items():
            if draw.random() < share:
                body[draw.randrange(WORDS_OF_A_BODY)] = word
                if draw.random() < 0.2:
                    title[draw.randrange(WORDS_OF_A_TITLE)] = word
        big = draw.random() < 1 / 6
        department = departments[0] if big else departments[min(int(draw.expovariate(0.06)), len(departments) - 2) + 1]
        yield Document(
            key,
            department,
            draw.choice(categories),
            FIRST + timedelta(days=draw.randrange(DAYS)),
            f"关于{'，'.join(title)}的通知",
            f"测政办〔{2014 + key % 11}〕{key % 9973}号",
            "。".join("".join(body[place : place + 12]) for place in range(0, len(body), 12)) + "。",
        )
