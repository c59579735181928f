"""Stock phrases are no reasons; what happened is one."""

import pytest

from disclosure.money.figures import Category
from disclosure.money.reading.amounts import narrow
from disclosure.money.reading.causes import direction_of, is_real_reason, may_concern

STOCK_PHRASES = (
    "厉行节约",
    "厉行节约、反对浪费",
    "严格执行中央八项规定精神",
    "严格执行中央八项规定及其实施细则精神",
    "认真贯彻落实中央八项规定精神，厉行勤俭节约",
    "坚持过“紧日子”思想，压缩一般性支出",
    "认真贯彻落实中央八项规定和国务院“约法三章”要求，从严控制“三公”经费开支，全年实际支出比预算有所节约",
    "贯彻落实党中央、国务院关于厉行节约的要求",
    "深入贯彻党政机关厉行节约反对浪费条例，严格控制各项支出",
    "严格落实省委省政府十项规定，大力压缩“三公”经费支出",
    "严格按照《党政机关国内公务接待管理规定》控制接待标准",
    "从严从紧控制各项经费支出",
    "加强公务用车管理",
    "加强公车管理，严格控制公务用车运行费用",
    "进一步规范公务接待管理，严格执行接待标准",
    "严控“三公”经费支出，厉行节约",
    "我单位严格控制支出",
    "本部门认真落实过紧日子要求，进一步压减“三公”经费支出",
    "压减“三公”经费预算",
    "落实政府过紧日子要求，大力压减一般性支出",
    "按照要求压减三公经费",
    "持续落实厉行节约政策",
    "坚决执行“三公”经费只减不增的规定",
    "强化预算管理，节约开支",
    "强化内控管理，严格审批程序",
    "牢固树立过紧日子思想，勤俭办一切事业",
    "落实中央八项规定精神和市委实施办法，压缩行政成本",
    "严格执行公务接待制度，杜绝浪费",
    "厉行节俭、降低行政运行成本",
    "全面从严治党，落实八项规定，作风建设成效明显",
    "贯彻中央八项规定精神，公务接待支出减少",
    "严格执行中央八项规定，公务用车运行维护费相应减少",
    "按照预算安排",
    "按照财政部门要求编制预算",
    "严格控制预算支出",
    "根据上级要求厉行节约",
    "遵守八项规定",
    "按规定从严控制",
    "合理安排支出，节约资金",
    "认真执行厉行节约有关规定，从严控制三公经费",
    "严格执行各级政府关于“三公经费”管理的相关规定",
    "严格遵守财经纪律",
    "落实“约法三章”要求",
    "勤俭节约",
    "精打细算，节约开支",
    "节约经费开支",
    "我局认真贯彻执行上级有关文件精神",
    "积极响应厉行节约号召",
    "严格公务接待审批，控制接待规模",
    "从严控制公务接待标准和规模",
    "严格执行公务用车配备使用管理办法",
    "进一步加强“三公”经费管理",
    "贯彻落实勤俭节约的各项要求",
    "牢固树立艰苦奋斗、勤俭节约的思想",
    "认真落实中央和省、市有关规定，切实降低公务活动成本",
    "严格落实中央八项规定精神，严格控制“三公”经费支出，做到只减不增",
)
REASONS = (
    "部分车辆报废",
    "车改后车辆减少",
    "来访批次减少",
    "车辆老化，维修费用增加",
    "接待任务减少",
    "公务接待批次减少",
    "出国团组减少",
    "未安排出国任务",
    "疫情影响",
    "油价上涨",
    "业务量增加",
    "扶贫任务加重，下乡次数增多",
    "机构改革，人员划转",
    "压缩陪餐人数",
    "减少公务接待人数",
    "严格控制陪餐人数，来访人员自行就餐",
    "新购置车辆一辆",
    "上年购置公务用车，本年未购置",
    "本年未购置公务用车",
    "车辆维修保养费用减少",
    "下乡次数减少",
    "年中追加出国任务",
    "公车改革",
    "认真落实八项规定，公务用车使用频次下降",
    "上级部门来我局检查次数减少",
    "招商引资活动增加",
    "增加了巡察工作任务",
    "车辆使用年限长",
    "取消出国",
    "公务活动减少",
    "出差减少",
    "车辆封存",
    "办公地点搬迁",
    "会议改为视频召开",
    "合并办公",
)


@pytest.mark.parametrize("phrase", STOCK_PHRASES)
def test_a_stock_phrase_is_no_reason(phrase: str) -> None:
    assert not is_real_reason(narrow(phrase))
    assert not is_real_reason(narrow(f"我单位{phrase},使得公务接待费支出有所减少"))


@pytest.mark.parametrize("reason", REASONS)
def test_what_happened_is_a_reason_also_beside_stock_phrases(reason: str) -> None:
    assert is_real_reason(narrow(reason))
    assert is_real_reason(narrow(f"严格执行中央八项规定精神,{reason}"))


@pytest.mark.parametrize(
    ("passage", "category", "concerns"),
    [
        ("来访批次减少", Category.RECEPTION, True),
        ("来访批次减少", Category.RUNNING, False),
        ("工作移交县区", Category.RUNNING, True),
        ("维修次数减少", Category.RUNNING, True),
    ],
)
def test_a_reason_concerns_the_rows_whose_words_it_has_or_any(
    passage: str, category: Category, *, concerns: bool
) -> None:
    assert may_concern(passage, category) is concerns


def test_a_reason_tells_its_direction_where_it_has_one() -> None:
    assert direction_of("来访批次减少") == -1
    assert direction_of("下乡次数增加") == 1
    assert direction_of("来访批次减少,下乡次数增加") == 0
