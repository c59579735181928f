"""The words of Chinese prose about the three public expenses, as patterns over narrowed text.

One pattern per kind of word; in `WORDS` the first that fits at a place wins, so longer words stand before shorter
ones. Nothing here knows a particular office or city.
"""

import re

from disclosure.money.figures import Category
from disclosure.money.reading import terms
from disclosure.money.reading.dispatch import Vocabulary, compile_guarded
from disclosure.money.reading.terms import Word

_MONEY = r"(?:费用支出|费用|经费支出|经费|支出|费)"
_VEHICLE = r"(?:公务用车|公务车辆|公务车|公车|车辆|用车)"
_RUNNING = r"(?:运行维护|运行及维护|运行与维护|运行和维护|运维|运行)"
_BARE_AMOUNT = r"(?=为?\d[\d,.]*万?元)"
_SPENT_ON = r"(?:方面|上)的?(?:支出|花费|开支)?\d"
_COUNTRY = r"(?:\(境\)|、?出?境|)"

TOPICS: tuple[tuple[Category, str], ...] = (
    (
        Category.VEHICLE,
        rf"{_VEHICLE}购置(?:{_MONEY}?及|和|与){_VEHICLE}?{_RUNNING}{_MONEY}?|购置(?:{_MONEY}?及|和|与){_RUNNING}{_MONEY}"
        rf"|{_VEHICLE}{_MONEY}|(?<=[。;,)、]){_VEHICLE}(?=[:方])|{_VEHICLE}(?={_SPENT_ON})|{_VEHICLE}(?=为?\d[\d,.]*万?元)",
    ),
    (
        Category.PURCHASE,
        rf"{_VEHICLE}购置{_MONEY}|购置{_MONEY}|购车{_MONEY}|{_VEHICLE}购置(?=\d[\d,.]*万?元|[:、,和及]|决算|(?:年初|全年|年度)?预算|支出|实际|为|无|没有|未|0[,。;(、]|[上本当]年|同比|同上|[与比较]|[均都仍]为?(?!\d+[辆台]))"
        rf"|(?<=[。;,:)、中])购置{_BARE_AMOUNT}",
    ),
    (
        Category.RUNNING,
        rf"{_VEHICLE}{_RUNNING}{_MONEY}?|{_RUNNING}{_MONEY}|{_VEHICLE}维护{_MONEY}|(?<=[。;,:)、]){_RUNNING}{_BARE_AMOUNT}",
    ),
    (Category.RECEPTION, rf"公务接待{_MONEY}?|接待{_MONEY}|(?<=[。;,:)、])接待(?=[:方])|接待(?={_SPENT_ON})"),
    (
        Category.ABROAD,
        rf"因公(?:临时)?出国{_COUNTRY}{_MONEY}?|(?:出国{_COUNTRY}|出境){_MONEY}|因公出访{_MONEY}?|出国{_COUNTRY}(?=[:方]|{_SPENT_ON})",
    ),
    (Category.TOTAL, rf"[“\"']?三公[”\"']?{_MONEY}?|三项经费合计|三项合计|(?<=[,。;:])合计"),
)

TOPIC = "|".join(pattern for _category, pattern in TOPICS)
TOPIC_PATTERNS = tuple((category, compile_guarded(pattern)) for category, pattern in TOPICS)

_CITY_WIDE = r"(?:全市|全县|全区|全省|全国|市本级|县本级|市级|县级|市直|县直)[^,。;、\d]{0,14}?"
FOREIGN = (
    rf"{_CITY_WIDE}[“\"']?三公[”\"']?(?:经费)?"
    r"|(?:局|办|委|厅)?机关运行(?:经费|支出|费用?)|政府采购[^,。;\d]{0,12}?(?=\d)|政府采购"
    r"|(?:国\(境\)外|境外|国外|外事|外宾|涉外|商务|国内外事)(?:公务)?接待(?:费用?|支出|经费)?"
    r"|(?:其他|其余|另外|上述|以上|前述)[各两三四]?项|[各两三四几]项(?!目?资金|工作|任务|规定|制度|措施|经费合计|合计|举措|要求|活动|改革)"
    r"|(?:会议费|培训费|差旅费|基本支出|项目支出|人员经费|公用经费|收入(?:总计|合计|总额)?|支出(?:总计|合计|总额))(?=[^,。;]{0,8}\d)"
    r"|中小企业|政府性基金(?:预算)?|国有资本经营(?:预算)?|三公两费|总收入|本年支出(?:合计|总计|总额)|财政拨款支出(?:总计|合计)"
)
PART = (
    r"(?:燃料|燃油|加油|油料|油|维修|修理|维护保养|保养|保险|过路过桥|过桥过路|过路|过桥|停车|通行|洗车|年检|审验|住宿|伙食"
    r"|用餐|餐饮|餐|工作餐|场地|交通|办公|印刷|国际旅|旅|食宿|杂|签证|租赁|租车|租用|税|充电|安全奖励)(?:费用|费|支出)"
    r"|车辆购置税|购置税|油料|维修|保险|加油|其他支出|其他费用|机票|单价|成交价|车价|指导价|单次费用|轿车|越野车|载客汽车|商务车|执法车"
    r"|(?:本级|机关)(?=[^,。;、\d]{0,6}\d)"
    r"|(?:支队|大队|中队|中心|学校|医院|站|馆|所|队|院)(?=(?:支出|决算|预算|安排|为)?\d[\d,.]*万?元)"
)
NUMBER = (
    r"(?:(?<=[(为长降少加:、,])[-+])?(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?"
    r"余?\s*"
    r"(?:万元|万余元|万(?![\d人次辆余平公里亩名户件吨])|亿元|元|%|个百分点|百分点"
    r"|辆(?!次)|台(?!次|套|班)|批\(次\)|个?批次|批(?![准复示发])|个?团组|个\(批\)团组|个团|人\(次\)|人次"
    r"|人(?![民员均大社事力才防行数武口家])|个|次)?(?:[/／](?:人次|人|辆|批次|批|车|团|台)|·人次)?"
)
NUMBER_PARTS = re.compile(r"([-+])?([\d,]+)(\.\d+)?(余)?\s*([^/／·]*)")
"""Sign, digits, places, 余 and unit of what `NUMBER` found; a stroke ends the unit (元/人)."""
_PRICED = r"(?=了?约?近?\d)"
WORDS: tuple[tuple[Word, str], ...] = (
    (terms.STOP, r"[。!?\n]|(?<=[一-鿿%)])\."),
    (terms.SEMICOLON, r";"),
    (
        terms.HEADING,
        r"\([一二三四五六七八九十]{1,3}\)|[①②③④⑤⑥⑦⑧⑨⑩]|\(\d{1,2}\)|第[一二三四五六]部分"
        r"|(?<![^,。;:.!?\n )])(?:[一二三四五六七八九十]{1,2}[、是]|\d{1,2}[.、)](?=[^\d\s]))",
    ),
    (terms.COMMA, r"[,:]"),
    (terms.OPEN, r"[(\[【]"),
    (terms.CLOSE, r"[)\]】]"),
    (
        terms.SKIP,
        r"〔\d+〕第?\d*号?|第[\d一二三四五六七八九十]+[^\d,。;]|(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日|底|初|末|份)?"
        r"|\d{1,2}月(?:\d{1,2}日|底|初|末|份)?|(?:19|20)\d\d-(?:19|20)?\d\d年?"
        r"|(?:一般)?公共(?:财政)?预算(?:当年)?(?:财政)?(?:拨款)?(?:安排的?)?|财政预算拨款|财政拨款(?:安排的?)?|预算(?:单位|管理|法|内|绩效|编制|科目|批复)|部门预算中|纳入预算"
        r"|联系|关系|系统|体系|系列|公因|原油|比例|对比|比重大|参与|比如|占用|占地|支出情况|收支|决算情况|决算公开|预算公开"
        r"|\d+(?:[号天日周分岁届项家名所国期吨部份张处场户]|季度|个季度|个月|个工作日|小时|公里|平方米|人民)",
    ),
    (terms.YEAR, r"(?:19|20)\d\d年(?:度|末|底|初|期末)?"),
    (
        terms.LIMIT,
        r"控制在|不超过|不得超过|不高于|限额|剔除|扣除|同口径|可比口径|不含(?!所属|下属)|标准|上限|封顶|核定|定额",
    ),
    (terms.FOREIGN, FOREIGN),
    (terms.THAT, r"(?<=[,。;:、(])该项(?:费用|支出|经费)?"),
    (terms.DOMESTIC, rf"国内公务接待{_MONEY}?|国内接待{_MONEY}?"),
    (terms.SHARE, r"占比|所占比重|所占比例|比重|占"),
    (
        terms.COMPLETE,
        r"预算(?:执行率|完成率|执行进度|执行比例)|完成(?:率|比例|进度)?|执行率|执行进度|支出进度|执行比例",
    ),
    *((terms.TOPIC, pattern) for _category, pattern in TOPICS),
    (terms.PART, PART),
    (
        terms.PER,
        r"车均|辆均|单车|每辆公务用车|每辆车?|每车|每台|人均|每人次?|次均|批均|每批次?|每次|团均|平均每(?:辆|台|人次|人|批次|批|车|团)|平均",
    ),
    (terms.POSTS, r"编制(?:数|为)?|在编|在职|核编"),
    (terms.NUMBER, NUMBER),
    (terms.PREVIOUS, r"上年同期|去年同期|往年同期|上一年度|上一年|上年度|去年度|上年|去年|同比|同期(?=减|增|下|上)"),
    (terms.THIS, r"本年度|本年|今年|当年|全年|年内|年末|期末"),
    (terms.INITIAL, r"年初(?:部门|公开的?|批复的?|的)*预算(?:安排)?(?:数|额)?"),
    (
        terms.REASON,
        r"(?:主要)?原因(?!说明|如下|分析|的说明|及说明)(?:主要)?(?:均|都|也|仍|同样)*(?:是因为|是由于|是|为|系|在于|有|包括|:)?"
        r"|主要(?:是由于|是因为|由于|因为|得益于|考虑|是|系|为|因)(?!用于)|(?:是)?(?:由于|因为|鉴于|得益于|缘于|源于|归因于|是因)"
        r"|受[^,。;、]{1,14}?(?:影响|制约|限制)|同样是|系(?!统|列|数)|(?<![原])因(?!公出|公临|此|素|而|地制)|(?<=[减增少加长降升节超余]的)是(?!公务|因公|车辆|接待|“三公|三公)|(?:理由|依据|缘由|起因|动因|背景)(?:是|为|在于|:)|(?:变动|变化|增减)(?:情况)?说明:(?![\d本我全今“\"三公因])|(?:(?<=节余)|(?<=结余)|(?<=节支)|(?<=超支))为(?!\d)"
        r"|(?<![所下附直隶家亲金归])属(?!于|地|性|下|单位|国|实)",
    ),
    (terms.BUDGET, r"(?:调整后|全年|年度)?预算(?:安排)?(?:数|额)?"),
    (terms.FINAL, r"决算(?:数|额)?|实际支出|实际|列支|执行数|实支|执行结果"),
    (terms.NEUTRAL, r"增减比例|增减率|变动率|变化率|增减幅度|变动幅度"),
    (terms.BECOMES, r"(?:下降|减少|增加|压减|压缩|上升|提高|增长|降低|回落|降|减|增|升)(?:至|到|为)(?!\d*\.?\d*%的)"),
    (
        terms.DOWN,
        rf"降幅|减幅|降低率|下降率|减少率|压减率|节约率|节支率|结余率|减少(?!的)|减少的(?=\d)|下降(?!的)|降低|压减|压缩|核减|调减|削减|缩减"
        rf"|节约|节省|节余|结余|节支|减支|低{_PRICED}|低于|小于|少于|少(?:支出|安排|开支|用|支|花)?{_PRICED}|再?减了?{_PRICED}|降了?{_PRICED}|负增长",
    ),
    (
        terms.UP,
        rf"增幅|增长率|增加率|上升率|涨幅|超支率|增加(?!的)|增加的(?=\d)|增长(?!的)|上升|提高|上浮|增支|追加|调增|高出|多出|高{_PRICED}|超出|超过|超支|高于|大于|多于"
        rf"|新增|超{_PRICED}|超(?=预算|上年)|多(?:支出|安排|开支|用|支|花)?{_PRICED}|再?增{_PRICED}",
    ),
    (
        terms.EQUAL,
        r"(?:基本|大致|大体)?(?:持平|一致|相同|相等)|(?:没有|没|未|无)(?:发生)?(?:增减)?(?:变化|变动|增减)(?!原因)|保持不变|不变"
        r"|同(?=上年|预算|去年)",
    ),
    (terms.WITHIN, r"其中|包括|包含|含(?=购置|公务|车辆|因公|运行|所属)"),
    (terms.EACH, r"分别|依次"),
    (terms.ALTOGETHER, r"累计(?=减|增|压|下|节)|共计(?=减|增|压|下|节)|合计(?=减|增|压|下|节)"),
    (terms.ALL, r"均|都|皆|也"),
    (terms.COMPARE, r"比(?!较)|较(?![高低长大多少好小短为])|与|相比|[由从](?=上年|去年|\d)"),
    (terms.JOIN, r"、|和|及|以及"),
    (terms.GROUPS, r"出访团组|团组数?|组团|出访团"),
    (terms.HELD, r"保有|实有|现有|共有"),
    (terms.BOUGHT, r"购置|购车|购买|购入|更新购置"),
    (terms.RECEIVED, r"接待|来访|来宾|来客"),
    (terms.TRAVELLED, r"出国|出访|出境|参团"),
    (terms.BATCH, r"批次数?"),
    (terms.PLAN, r"安排|计划"),
    (terms.ABOUT, r"大约|约|将近|近(?=\d)|左右|逾|不到|接近"),
)
_FIRST_TOPIC = next(place for place, (word, _pattern) in enumerate(WORDS) if word is terms.TOPIC)
WORD_OF: dict[str, tuple[Word, Category | None]] = {
    f"W{place}": (word, TOPICS[place - _FIRST_TOPIC][0] if word is terms.TOPIC else None)
    for place, (word, _pattern) in enumerate(WORDS)
}
VOCABULARY = Vocabulary([pattern for _word, pattern in WORDS])
SAVED = re.compile(r"节|结余|超支|超出|超(?!过)")
"""Verbs that compare with the budget unless another base is named."""
