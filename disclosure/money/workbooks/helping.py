"""The sheet of the templates that says how to fill them in."""

from openpyxl.worksheet.worksheet import Worksheet

from disclosure.money.workbooks.names import COUNTS, EMPTY_LABEL, NOT_HELD_MARK, NOTES, RESULT, THREE
from disclosure.money.workbooks.styles import WRAP, put_heading, put_label, put_title

LINES: tuple[tuple[str, str], ...] = (
    ("填什么", f"填浅黄色单元格：“{THREE}”“{COUNTS}”“{NOTES}”和后面的各张法定表。白色单元格是表头，不要改。"),
    ("填 0", "本年确实没有发生，填数字 0。国家规定“三公”经费各项为零也要逐格填 0，不能用“—”“无”或空格代替。"),
    ("留空", "空白表示“原件上没有填”。导入可以通过，但审核会指出，报送前须补填。"),
    (
        f"填“{NOT_HELD_MARK}”",
        f"本单位没有掌握这个数（例如机构合并前的旧数），填“{NOT_HELD_MARK}”三个字，公开页面会如实标明，不会当成 0。",
    ),
    ("金额", "按表上注明的单位（元或万元）填写；单元格里自带单位（如 12.02万）时以自带的为准。最多精确到分。"),
    ("公式", "合计可以用公式，导入时读取它算出的值，并在结果中提示；不能引用其他文件。"),
    ("人次、辆数", "填整数，不带单位。"),
    ("情况说明", "与上年、与预算相比有增减的，写明具体原因；只写“严格执行八项规定”一类套话会被指出。"),
    (
        "法定表",
        "功能分类填到项级（7 位），经济分类填到款级（5 位）；上级科目等于下级之和，合计等于各类之和。"
        f"没有数据的表，在表头上方“{EMPTY_LABEL}”右边写明原因。八张表一张都不填，则保留系统里原有的。",
    ),
    ("上年数、预算数", "系统已按公开过的数填好；如与公开数不同，须先更正已公开的数。"),
    (
        "导入以后",
        f"有错误时一条也不会写入；下载标注过的工作簿，错处标红并附批注，“{RESULT}”页逐条列出，改好后原样再传。",
    ),
)


def write_help(sheet: Worksheet) -> None:
    """Fill the sheet."""
    put_title(sheet, "填表说明", 2)
    put_heading(sheet["A3"], "事项")
    put_heading(sheet["B3"], "怎么填")
    for row, (subject, text) in enumerate(LINES, start=4):
        put_label(sheet.cell(row, 1), subject)
        put_label(sheet.cell(row, 2), text)
        sheet.cell(row, 2).alignment = WRAP
        sheet.row_dimensions[row].height = 18 * (1 + len(text) // 42)
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 88
    sheet.freeze_panes = "A4"
