"""Is an interpretation one, or the policy again? Pure: texts in, shares and a verdict out; people decide.

Each sentence of the interpretation is traced: *copied* from a sentence of the policy (verbatim or with small edits),
*extracted* (a clause of the policy, shortened), *general* (words that would fit any policy: printed, take it seriously,
see the full text) or the interpretation's *own*. The verdict weighs own against taken.
Source: 坚决杜绝“文件要点摘抄、压缩” (rules on interpreting policies); the limits below were set on a labelled corpus.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from disclosure.policies.wording import bare, parts_after_colon, sentences_of, telling

RUN = 4
"""Characters in a row that count as taken over; shorter runs are how the language is."""

COPIED_COVER = 0.66
"""A sentence is the policy's if so much of it stands in the policy."""

EXTRACTED_COVER, SHORT_COVER, SHORT_CLAUSE = 0.6, 0.72, 7
"""A clause repeats the policy if so many of its telling characters stand in one sentence of it.

On the labelled pairs four of five clauses of summaries and one of ten of interpretations reach the first; of clauses
under `SHORT_CLAUSE` characters more is asked.
"""

MOSTLY = 0.6
TOPIC = re.compile(r"(?:在|对于?|关于|就)?.{1,8}(?:方面|环节|上|问题)")
CLAUSE_ENDS = re.compile(r"[，,、：:（）()]|——")

REPORTING = re.compile(r"规定了|明确了|提出了|(?:作|做)出了?.{0,4}规定|(?:予以|进行)了?(?:规定|明确)")
CONTENTS = re.compile(
    r"(?:从|对|就|围绕|包括).{4,}(?:方面|内容|事项|环节|部分|要求).{0,12}(?:规定|明确|规范|部署|阐述|细化)"
)
"""A sentence that runs through the headings: 从……等方面作了规定."""

REPORTED_COVER = 0.4
"""A sentence that only reports what is regulated needs fewer of the policy's words to be a line of its contents."""

WHOLE_SENTENCE = 0.6
LONG_ENOUGH = 20
VERBATIM = 0.85
SHORTEST = 4
CANDIDATES = 4
MOST_COPIED = 0.4
MOST_TAKEN = 0.5
LEAST_OWN = 0.46


class Origin(StrEnum):
    """Where a sentence of an interpretation comes from."""

    OWN = "own"
    COPIED = "copied"
    EXTRACTED = "extracted"
    GENERAL = "general"


class Verdict(StrEnum):
    GENUINE = "genuine"
    COPY = "copy"
    SUMMARY_ONLY = "summary_only"


@dataclass(frozen=True, slots=True)
class Traced:
    """A sentence of the interpretation, where it comes from, and how much of it stands in the policy (0 to 1)."""

    text: str
    origin: Origin
    cover: float


@dataclass(frozen=True)
class Overlap:
    """What was found: `share` is the copied sentences divided by all sentences."""

    sentences: Sequence[Traced]
    verdict: Verdict

    def share_of(self, origin: Origin) -> float:
        """Return how many of all sentences are of this origin; 0 for an empty text."""
        return _ratio(sum(one.origin == origin for one in self.sentences), len(self.sentences))

    @property
    def share(self) -> float:
        return self.share_of(Origin.COPIED)

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @cached_property
    def copied(self) -> list[str]:
        """Return the sentences that are the policy's own."""
        return [one.text for one in self.sentences if one.origin == Origin.COPIED]

    @cached_property
    def extracted(self) -> list[str]:
        return [one.text for one in self.sentences if one.origin == Origin.EXTRACTED]


def measure(policy: str, interpretation: str) -> Overlap:
    """Return what the interpretation has of the policy. Plain texts; markup must be gone, line breaks may stand."""
    source = Source(policy)
    sentences = _settled([trace(sentence, source) for sentence in sentences_of(interpretation)], source)
    return Overlap(sentences, judge(sentences))


def _settled(sentences: list[Traced], source: "Source") -> tuple[Traced, ...]:
    """Return the sentences with short ones settled: in a text that copies, a clause word for word is copied as well."""
    count = Counter(one.origin for one in sentences)
    if count[Origin.COPIED] <= count[Origin.EXTRACTED]:
        return tuple(sentences)
    return tuple(
        Traced(one.text, Origin.COPIED, one.cover)
        if one.origin == Origin.EXTRACTED and _cover(bare(one.text), source.runs) >= VERBATIM
        else one
        for one in sentences
    )


def judge(sentences: Sequence[Traced]) -> Verdict:
    """Return the verdict on traced sentences: a copy, a mere summary, or an interpretation."""
    count = Counter(one.origin for one in sentences)
    weight: Counter[Origin] = Counter()
    for one in sentences:
        weight[one.origin] += len(one.text)
    substance = len(sentences) - count[Origin.GENERAL]
    taken = count[Origin.COPIED] + count[Origin.EXTRACTED]
    own = _ratio(weight[Origin.OWN], weight.total() - weight[Origin.GENERAL])
    copied = _ratio(count[Origin.COPIED], substance)
    is_mostly_copied = copied >= MOST_COPIED or _ratio(weight[Origin.COPIED], weight.total()) >= MOST_TAKEN
    if is_mostly_copied and weight[Origin.COPIED] >= weight[Origin.EXTRACTED] and own < 1 - MOST_COPIED:
        return Verdict.COPY
    if _ratio(taken, substance) >= MOST_TAKEN and own < LEAST_OWN:
        return Verdict.SUMMARY_ONLY
    return Verdict.GENUINE


class Source:
    """The policy's sentences, ready to be compared with many others."""

    def __init__(self, policy: str) -> None:
        self.title = _grams(policy.strip().partition("\n")[0], 2)
        self.sentences = [bared for sentence in sentences_of(policy) if len(bared := bare(sentence)) >= SHORTEST]
        self.runs = {run for sentence in self.sentences for run in _grams(sentence, RUN)}
        self.pairs = [_grams(sentence, 2) for sentence in self.sentences]
        self.characters = [Counter(telling(sentence)) for sentence in self.sentences]

    def nearest(self, text: str) -> list[int]:
        """Return the places of the few sentences that share most pairs of characters with a bare sentence."""
        pairs = _grams(text, 2)
        shared = ((len(pairs & others), place) for place, others in enumerate(self.pairs))
        return [place for number, place in sorted(shared, reverse=True)[:CANDIDATES] if number]


def trace(sentence: str, source: Source) -> Traced:
    """Return where a sentence comes from; what follows a colon is looked at by itself too: it may be a quotation."""
    best = Traced(sentence, Origin.OWN, 0.0)
    whole = len(bare(sentence))
    for part in parts_after_colon(sentence):
        text = bare(part)
        if len(text) < SHORTEST or len(text) < whole * 0.5:
            continue
        found = _trace_text(sentence, part, source)
        if (found.origin != Origin.OWN, found.cover) > (best.origin != Origin.OWN, best.cover):
            best = found
    if best.origin == Origin.OWN and CONTENTS.search(sentence):
        return Traced(sentence, Origin.EXTRACTED, best.cover)
    if best.origin == Origin.OWN and is_general(sentence, source.title):
        return Traced(sentence, Origin.GENERAL, best.cover)
    return best


def _trace_text(sentence: str, part: str, source: Source) -> Traced:
    text = bare(part)
    cover = _cover(text, source.runs)
    nearest = source.nearest(text)
    alike = max((_common(text, source.sentences[place]) / len(text) for place in nearest), default=0.0)
    whole = max(
        (_common(text, source.sentences[place]) / len(source.sentences[place]) for place in nearest), default=0.0
    )
    likeness = max(cover, alike if cover > 0.3 else 0.0)
    if likeness >= COPIED_COVER and (whole >= WHOLE_SENTENCE or len(text) >= LONG_ENOUGH):
        return Traced(sentence, Origin.COPIED, likeness)
    taken = max(_taken(part, source), likeness if len(text) < LONG_ENOUGH else 0.0)
    if taken >= MOSTLY:
        return Traced(sentence, Origin.EXTRACTED, taken)
    return Traced(sentence, Origin.OWN, cover)


def _taken(part: str, source: Source) -> float:
    """Return how much of a sentence, by clauses, only repeats the policy in fewer or other words (0 to 1)."""
    bared = [text for clause in CLAUSE_ENDS.split(part) if (text := bare(clause))]
    clauses = [(text, len(text)) for text in bared if len(bared) == 1 or not TOPIC.fullmatch(text)]
    taken = sum(size for text, size in clauses if _held(text, source) >= _enough(text))
    return _ratio(taken, sum(size for _text, size in clauses))


def _held(text: str, source: Source) -> float:
    """Return how many of the telling characters of a clause stand together in one sentence of the policy."""
    told = Counter(telling(text))
    return _ratio(max(((told & others).total() for others in source.characters), default=0), told.total())


def _enough(text: str) -> float:
    """Return how much of a clause must stand in the policy to be taken from there; few characters prove little."""
    if REPORTING.search(text):
        return REPORTED_COVER
    return EXTRACTED_COVER if len(text) >= SHORT_CLAUSE else SHORT_COVER


GENERAL_WORDS = re.compile(
    "印发|出台|公布|发布|制定|文件|办法|规定|方案|措施|意见|细则|条款|要点|内容|全文|原文|正文|解读|主要|如下|以上|具体|查阅|下载|"
    "网站|栏目|落实|贯彻|执行|实施|组织|开展|推进|推动|加强|强化|加大|宣传|培训|学习|协调|配合|合力|统筹|抓好|认真|切实|"
    "确保|取得|实效|见效|成效|落地|落到实处|各地|各县区|各部门|各单位|有关|部门|主管|下一步|社会各界|关注|支持|希望|积极|"
    "共同|工作|要求|重点|突出|简明|清晰|明确|结构|分为|部分|共|章|条|请|以|为准|便于|了解|近日|日前|已经|正式|现将|现|就|"
    "反映|问题|及时|向|结合|实际|政策|精神|责任|任务|目标|保障|健康|发展|高质量|水平|提升|进一步|不断|全面|深入|扎实|"
    "力度|氛围|良好|营造|有力|更好|更加|满足|需求|意义|重要|重大|具有|完善|体系|机制|优化|促进|幸福感|获得感|安全感|将|"
    "认识|压实|充分|扩大|提高|坚持|突出|领导|组织|长效|推广|引导|参与|欢迎|遵守|学习|领会|广大|群众|指导|监督|检查|督促|考核|到位|见到|参阅|参照|详见|附件|链接|供|摘自|摘编|整理|"
    "根据|为|和|与|及|的|了|在|等|并|对|将|由|从|把|各|本|该|我市|全市|市|县|区"
)
GENERAL_COVER = 0.7
NAMED = re.compile(r"《[^》]*》")


def is_general(sentence: str, title: set[str]) -> bool:
    """Tell whether a sentence would fit any policy: little is left without its title and the words of administration.

    `title` holds the pairs of characters of the policy's title.
    """
    text = "".join(character for character in NAMED.sub("", sentence) if character.isalnum())
    held = [text[place : place + 2] in title or text[place - 1 : place + 1] in title for place in range(len(text))]
    rest = "".join("　" if of_title else character for character, of_title in zip(text, held, strict=True))
    left = sum(character != "　" for character in GENERAL_WORDS.sub("", rest))
    return not text or 1 - left / len(text) >= GENERAL_COVER


def _grams(text: str, size: int) -> set[str]:
    return {text[place : place + size] for place in range(len(text) - size + 1)}


def _cover(text: str, runs: set[str]) -> float:
    """Return how much of a text lies in runs of `RUN` characters that the policy has too."""
    held = [False] * len(text)
    for place in range(len(text) - RUN + 1):
        if text[place : place + RUN] in runs:
            held[place : place + RUN] = [True] * RUN
    return _ratio(sum(held), len(text))


def _common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence of two sentences."""
    row = [0] * (len(other) + 1)
    for character in one:
        diagonal = 0
        for place, match in enumerate(other, start=1):
            above = row[place]
            row[place] = diagonal + 1 if character == match else max(above, row[place - 1])
            diagonal = above
    return row[-1]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
