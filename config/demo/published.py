"""What one real office published of its three public expenses, slips and blanks included; figures as printed.

Source: 六安市工商业联合会, final account of 2021, http://www.lagsl.org.cn/view/8311.html.
"""

from datetime import date
from decimal import Decimal

from departments.models import Department
from disclosure.models import FinanceUnit
from disclosure.money.entries import Entry
from disclosure.money.figures import NOT_HELD, YUAN_PER_WAN, Absence, Category, Cell, Column, CountKind
from disclosure.money.services import TakenOver
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup

SOURCE = "http://www.lagsl.org.cn/view/8311.html（公布日期为演示而拟）"
BLANK = Cell(None, Absence.BLANK)
PROSE = (
    "“三公”经费支出预算1.8万元，支出决算1.52万元，完成预算的84%，决算数小于预算数的主要原因是公务接待支出减少；"
    "国内公务接待共8批次，160人次；公务接待费与2021年度预算相比减少0.28万元，下降15%。"
)


def real_statements(offices: dict[str, Department]) -> list[TakenOver]:
    """Return the one published statement that the demo city shows beside the invented ones."""
    city = FinanceUnit.objects.get(group=UnitGroup.GOVERNMENT)
    office = offices["federation"]
    unit = FinanceUnit.objects.create(
        code="990950", name=office.name, department=office, parent=city, group=UnitGroup.AGENCY
    )
    return [
        TakenOver(
            unit=unit,
            fiscal_year=2021,
            kind=StatementKind.FINAL_ACCOUNT,
            scope=StatementScope.CONSOLIDATED,
            entry=Entry(
                cells={(row, column): _cell(row, column) for row in Category for column in Column},
                counts={CountKind.BATCHES: 8, CountKind.GUESTS: 160},
                explanation=PROSE,
            ),
            published_on=date(2022, 9, 30),
            source=SOURCE,
        )
    ]


def _cell(row: Category, column: Column) -> Cell:
    """Return a cell as it was printed: two rows have figures, the others are blank; last year's column is missing."""
    if column is Column.PREVIOUS:
        return NOT_HELD
    if row not in (Category.TOTAL, Category.RECEPTION):
        return BLANK
    wan = Decimal("1.80") if column is Column.BUDGET else Decimal("1.52")
    return Cell(wan * YUAN_PER_WAN)
