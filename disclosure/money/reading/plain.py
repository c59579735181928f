"""Causes told without a word that introduces them: 车龄都在九年以上, 今年有两辆到了大修周期."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from disclosure.money.figures import Category
from disclosure.money.reading.causes import direction_of, is_real_reason, may_concern, rest_of
from disclosure.money.reading.dispatch import compile_guarded
from disclosure.money.reading.reader import Reading
from disclosure.money.reading.state import Segment, Topics

_CAUSES = compile_guarded(
    r"取消|停(?:办|驶|用|产|止|运|课)|新增|增多|增派|合并|改为|改在|改用|改由|转为|换成|换用|更换|更新|报废|上交|交回|拍卖|移交|推迟|延期|恢复"
    r"|上涨|下调|涨价|降价|疫情|改革|划转|划入|划出|整合|承办|举办|拼车|合乘|新能源|集中采购|统一采购|大修|老旧|磨损|油价|车改|[减增](?:为|至|到)\d+(?:辆|台|个|人)|受[^,。;]{1,10}影响|由[^,。;]{2,16}(?:承担|负担|列支|支付|出资|解决|提供|接待|保障)"
)
_FREQUENCY = compile_guarded(
    r"(?:批次|人数|人次|次数|频次|任务|活动|来访|来人|里程|出访|陪餐)[^,。;\d]{0,6}(?:减少|下降|增加|增多|压缩|上升|缩短)"
    r"|(?:减少|压缩|增加|取消|控制)[^,。;\d]{0,6}(?:批次|人数|次数|频次|陪餐|里程)"
)
_FILLING = re.compile(
    r"用于|包括|保障|预计|计划|拟|主要接待|按|标准|构成|其中|日常|燃料|油料|维修|保险|过路|过桥|停车|通行|列支|内容|必要|陪同|如下|说明|公开|公示"
    r"|规定|文件|通知|要求|精神|条例|办法|将|下一步|四舍五入|尾差|换算|空表|编制|职责|在编|核定|名单|附表|口径|基数|比例|平均|正常"
)
_PURPOSE = re.compile(r"用于|包括|预计|计划|拟|将|规定|文件|要求|精神|条例|下一步|口径|说明")
_COUNTED = re.compile(r"(?:保有|实有|现有|购置|接待|团组|批次|来访)[^,。;]{0,12}\d")
_NONE = re.compile(r"(?<![\d.])0(?:辆|台|个|批)")
_LABELS = re.compile(
    r"团组|批次|人次|人数|保有|购置|车辆|辆|批|台|次|国内|累计|年末|年底|期末|接待|来访|来宾|出国|出访|共|计|公务|单位|本级|部门|局|我|分项|总体|发生|产生|组织"
    r"|零|持平|此项|各为|元|个|人|占|为|车均|人均|汇总|完成|任何|全部|名|用|量|去|还|者|该|其|经|财|拨款|一般|公共"
)
LEAST_PLAIN_WORDS = 5
"""So many characters of its own make a clause without a word like 原因 a reason."""

_STEADY = re.compile(r"(?:基本|大致|大体)(?:持平|一致|相同|相当)")


class Clause(NamedTuple):
    """A clause outside all reasons, and the rows that its sentence speaks of there; none named: `topics` is None."""

    text: str
    topics: Topics | None


def tells_plainly(clauses: list[Clause], category: Category, sign: int) -> bool:
    """Tell whether a clause gives a cause for the row to rise (`sign` 1) or fall (-1), or calls it steady."""
    return any(_is_cause(clause, category, sign) for clause in clauses)


def split_clauses(reading: Reading) -> list[Clause]:
    """Return the clauses of the prose after its first row is named, without the reasons that are introduced."""
    if not reading.segments:
        return []
    text = reading.text
    for reason in reading.reasons:
        text = text[: reason.start] + "," * len(reason.content) + text[reason.start + len(reason.content) :]
    return [
        Clause(text[start:end], _topics_at(reading.segments, begins, end))
        for begins, start, end in _places(text)
        if end > reading.segments[0].start
    ]


def _places(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield the beginning of the sentence, the beginning and the end of each clause."""
    begins = 0
    for sentence in re.finditer(r"[^。!?\n]+", text):
        begins = sentence.start()
        for clause in re.finditer(r"[^,;:]+", sentence[0]):
            yield begins, begins + clause.start(), begins + clause.end()


def _topics_at(segments: list[Segment], begins: int, end: int) -> Topics | None:
    """Return the rows named last in the sentence that begins at `begins`, before `end`; None if there are none."""
    named = [segment for segment in segments if begins <= segment.start < end]
    return named[-1].topics if named else None


def _is_cause(clause: Clause, category: Category, sign: int) -> bool:
    text, topics = clause
    is_vehicle = category in (Category.PURCHASE, Category.RUNNING) and topics is not None and Category.VEHICLE in topics
    is_own = topics is not None and (category in topics or is_vehicle)
    if is_own and _STEADY.search(text):
        return True
    if is_own and not (_FILLING.search(text) or _COUNTED.search(text)) and direction_of(text) in (0, sign):
        if len(_LABELS.sub("", rest_of(text))) >= LEAST_PLAIN_WORDS:
            return True
    if topics is not None and not is_own and Category.TOTAL not in topics:
        return False
    return any(_names_cause(part, category, sign) for part in text.split("、"))


def _names_cause(text: str, category: Category, sign: int) -> bool:
    if not _speaks_of_cause(text) or direction_of(text) not in (0, sign):
        return False
    return may_concern(text, category) and is_real_reason(text)


@lru_cache(maxsize=128)
def _speaks_of_cause(text: str) -> bool:
    """Tell whether words of cause stand in `text`; kept for the other rows of the same statement."""
    has_word = _CAUSES.search(text) or _FREQUENCY.search(text)
    return has_word is not None and not (_PURPOSE.search(text) or _NONE.search(text))
