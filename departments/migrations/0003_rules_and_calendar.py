"""The rules of time and the work calendars 2010-2026 that every city starts with."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import migrations

HOLIDAYS = Path(__file__).parent.parent / "calendar" / "holidays"
REPORT = "六安市2014年政府信息公开工作报告：由承办单位在7日内回复"
LOCAL = "地方规定（按需选用）"

RULES = [
    ("reply-7-days", "7日内答复", 7, "natural_day", False, REPORT),
    (
        "reply-7-days-rolled",
        "7日内答复（末日遇休息日顺延）",
        7,
        "natural_day",
        True,
        REPORT + "；末日顺延从《民法典》第二百零三条",
    ),
    ("reply-5-working-days", "5个工作日内答复", 5, "working_day", False, LOCAL),
    ("reply-7-working-days", "7个工作日内答复", 7, "working_day", False, LOCAL),
    ("reply-15-working-days", "15个工作日内答复", 15, "working_day", False, "《政府信息公开条例》（2008）第二十四条"),
    ("reply-20-working-days", "20个工作日内答复", 20, "working_day", False, "《政府信息公开条例》（2019）第三十三条"),
    (
        "one-month",
        "1个月内",
        1,
        "month",
        False,
        REPORT.replace("由承办单位在7日内回复", "市属学校财务预决算批复后1个月内公开"),
    ),
]


def add_rules(apps, schema_editor):
    rule = apps.get_model("departments", "DeadlineRule")
    for code, name, quantity, unit, rolls, source in RULES:
        rule.objects.create(
            code=code,
            name=name,
            quantity=quantity,
            unit=unit,
            rolls=rolls,
            source=source,
            in_force_from=date(2008, 5, 1),
        )


def add_calendar(apps, schema_editor):
    year_model = apps.get_model("departments", "CalendarYear")
    day_model = apps.get_model("departments", "CalendarDay")
    for path in sorted(HOLIDAYS.glob("20??.json")):
        notice = json.loads(path.read_text(encoding="utf-8"))
        year = year_model.objects.create(
            year=notice["year"], sources=notice["papers"], loaded_at=datetime.now(tz=UTC), version=1
        )
        day_model.objects.bulk_create(
            day_model(calendar_year=year, day=day["date"], name=day["name"], is_off=day["isOffDay"])
            for day in notice["days"]
        )


def remove_rules(apps, schema_editor):
    apps.get_model("departments", "DeadlineRule").objects.filter(code__in=[rule[0] for rule in RULES]).delete()


def remove_calendar(apps, schema_editor):
    apps.get_model("departments", "CalendarYear").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_journal_and_sums")]

    operations = [migrations.RunPython(add_rules, remove_rules), migrations.RunPython(add_calendar, remove_calendar)]
