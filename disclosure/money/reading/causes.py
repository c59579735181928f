"""Whether a passage gives a real reason, or only stock phrases, names of rows and words of change."""

import re
from functools import lru_cache

from disclosure.money.figures import Category
from disclosure.money.reading.dispatch import compile_guarded
from disclosure.money.reading.vocabulary import TOPIC

_STOCK = compile_guarded(
    r"(?:严格|认真|坚决|切实|全面|深入|进一步|继续|持续|始终|大力)*(?:执行|贯彻|落实|遵守|按照|响应|遵循)(?:落实|执行|好)*[^,。;]*?"
    r"(?:规定|精神|要求|条例|办法|制度|意见|号召|决策部署|标准|政策|方针|原则)(?:精神|要求|等)*"
    r"|(?:中央|省委|市委|县委|国务院|党中央|省|市|县|区)*八项规定(?:及其实施细则|实施细则)?(?:精神|要求)*"
    r"|(?:坚持|厉行|倡导|牢固树立|树立)?(?:勤俭节约|厉行节约|勤俭办[一-鿿]{1,4}|过紧日子|反对(?:铺张)?浪费|节俭|艰苦奋斗|节约)(?:的?(?:思想|要求|理念|原则|方针))?"
    r"|(?:从严|严格|严)(?:控制|管控|管理|把控|把关|压缩|审批|审核|规范)*|有效控制|合理控制|加强[一-鿿]{0,8}?管理|规范[一-鿿]{0,6}?管理"
    r"|(?:从严|严格|严)(?:控制|管控|把控|审核|审批)[^,。;]{0,8}?标准|严格[^,。;]{0,6}(?:审批|程序|流程|手续)"
    r"|三公(?:经费)?只减不增|只减不增|一般性支出|行政成本|非必要|非急需|党政机关|公务活动|财政|中央|八项规定"
)
_STOCK_WORDS = compile_guarded(
    r"过?紧日子|思想|理念|意识|观念|要求|[八十]项规定|若干规定|规定|精神|细则|办法|条例|制度|政策|方针|原则|决策|部署|文件|号召|约法三章"
    r"|从严治党|全面|财经|纪律|内控|内部|机制|财政部门|财政局|财政|上级|各级|党中央|国务院|中央|(?:省|市|县|区)(?:委|政府)|党委|政府|党政机关|机关"
    r"|行政运行|行政|一般性?|公务活动(?![减增])|编制预算|预算编制|资金|总量|合理|积极|主动|坚持|坚决|切实|深入|大力|努力|有效|科学|统筹"
    r"|精打细算|勤俭|节俭|厉行|反对|落实|贯彻|遵守|响应|遵循|根据|依据|依照|按照|按|从严|从紧|管控|把关|审核|规范|完善|健全|降低[^,;。]{0,8}成本"
    r"|标准|规模|接待(?![任人批])|治党|全年|实际|国内|建设|我局|我委|我办|我校|我会|我院|全局|单位|部门|有关|相关|实施|贯穿|积极性|各项|省|市|厉|相应|严控|我|本|其|事业"
    r"|使得|致使|从而|导致|促使|因此|因而|进而|使(?!用)"
)
"""What stock phrases are made of; what remains beside these words is a reason."""
_CONCRETE = re.compile(r"人数|人次|批次|次数|频次|频率|里程|陪餐|公务活动[减增]|编制数?[减增调核]")
_QUOTES = re.compile(r"[“”\"'《》‘’]")
_ROWS = compile_guarded(rf"{TOPIC}|公务用车|公务接待|公务出国|公车")
_CHANGES = re.compile(
    r"减少|增加|下降|上升|增长|降低|提高|压缩|压减|核减|缩减|削减|节约|节支|节省|结余|节余|超支|变化|变动|增减|有所|相应|大幅|较多|略有|均|都|双双"
    r"|相同|一致|同样|同比|比|较|与|相比|上年度?|去年|本年度?|当年|今年|全年|年初|预算数?|决算数?|支出|费用|经费|开支|安排|执行|金额|总额|各项|两项|三项|项目"
    r"|主要|原因|因为|由于|所致|是|系|为|因|的|了|和|及|以及|等|也|就|而|在|对|有|无|未|少|多|小于|大于|低于|高于|数|费|管理|控制|制度|规模|范围"
    r"|审批|程序|流程|手续|监督|监管|强化|杜绝|从简|从紧|铺张|浪费|作风|机制|成效|明显|显著|不断|逐年|逐步|恢复性|没有|没|用完|执行完"
    r"|做到|作了|进行|方面|情况|工作|力度|意识|同上|上述|结果|缘故|成果|成绩|效果|体现|举措|措施|有力|严格|认真|进一步|加强|压"
)
_FIGURES = re.compile(r"[\d.,%]+(?:万元|亿元|元|%|个百分点|年度?)?|[^一-鿿]")
LEAST_WORDS = 2
"""So many characters of its own make a passage a reason."""

_SAME_AS_ABOVE = re.compile(r"同上|如上|如前")
_DOWN = re.compile(r"减少|下降|降低|压缩|压减|取消|推迟|延期|停(?!车)|缩短|节约|下调|降价|回落")
_UP = re.compile(r"增加|增多|上涨|上升|新增|恢复|提高|增长|加大|涨价|延长|频繁|大修")


_USE_LEAD = re.compile(r"(?:内容|用途|对象|构成|范围|去向|费用|开支|支出)$")
_USE = re.compile(
    r"(?:为了)?(?:用于|接待|保障|开展|支付|国际旅|燃料|公务用车的?燃|机要|[^,。;]{0,20}(?:等支出|等费用|等开支)$)"
)
_CHANGE = re.compile(r"减|增|降|升|多|少|压缩|取消|停|新|合并|改|涨")


def is_use(lead: str, content: str) -> bool:
    """Tell whether 主要是 introduces what money was spent on, not why it changed."""
    if _USE_LEAD.search(lead) and not _CHANGE.search(lead):
        return not _CHANGE.search(content)
    return bool(_USE.match(content)) and not _CHANGE.search(content)


_CALCULATION = re.compile(r"四舍五入|基数为|无法计算|不计算|尾差")


@lru_cache(maxsize=2048)
def is_real_reason(content: str) -> bool:
    """Tell whether something remains of `content` without stock phrases, names of rows, figures and words of change.

    `content` is narrowed prose. 厉行节约 alone is no reason; 压缩陪餐人数 is one.
    """
    if _SAME_AS_ABOVE.search(content):
        return True
    if _CALCULATION.search(content):
        return False
    return _CONCRETE.search(content) is not None or len(rest_of(content)) >= LEAST_WORDS


def rest_of(content: str) -> str:
    """Return what `content` says of its own: without stock phrases, names of rows, figures and words of change."""
    for pattern in (_QUOTES, _STOCK, _ROWS, _FIGURES, _STOCK_WORDS, _CHANGES):
        content = pattern.sub("", content)
    return content


_SUBJECTS = {
    Category.ABROAD: re.compile(r"出国|出境|出访|境外|国外|团组|航班|赴"),
    Category.RUNNING: re.compile(r"车|辆|驾驶|油|里程|维修"),
    Category.PURCHASE: re.compile(r"车|辆|购置"),
    Category.RECEPTION: re.compile(r"接待|来访|来人|来宾|餐|食宿|客商|考察团|现场会"),
}


def may_concern(passage: str, category: Category) -> bool:
    """Tell whether `passage` may be about the row: it has its words, or those of no row at all."""
    subjects = [row for row, pattern in _SUBJECTS.items() if pattern.search(passage)]
    return not subjects or category in subjects or category not in _SUBJECTS


def direction_of(passage: str) -> int:
    """Return 1 if `passage` speaks of rising alone, -1 of falling alone, else 0."""
    clauses = [bool(_UP.search(clause)) - bool(_DOWN.search(clause)) for clause in passage.split(",")]
    return clauses[0] if len(set(clauses)) == 1 else 0


_LEAD_UP = re.compile(r"增(?!减)|超|大于|高于|多于|上升")
_LEAD_DOWN = re.compile(
    r"(?<!增)减|下降|降低|小于|低于|少于|节约|结余|节余|未(?:全部|完全)?(?:完成|支出|执行|用完)|没有用完|压缩|少的"
)


def direction_of_lead(lead: str) -> int:
    """Return the direction that the words before a reason name (减少的主要原因是): 1, -1, or 0 if none or both."""
    return bool(_LEAD_UP.search(lead)) - bool(_LEAD_DOWN.search(lead))
