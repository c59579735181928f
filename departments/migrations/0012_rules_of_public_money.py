"""The rules of publishing budgets and accounts: the city's of 2014 with their fixed days, and the Budget Law's."""

from datetime import date

from django.db import migrations

REPORT = "六安市2014年政府信息公开工作报告："
RULES = [
    {
        "code": "money-20-working-days",
        "name": "批复后20个工作日内公开",
        "quantity": 20,
        "unit": "working_day",
        "in_force_from": date(2008, 5, 1),
        "source": "《政府信息公开条例》（2008）第十八条；" + REPORT + "决算在财政部门批复后20个工作日内公开",
    },
    {
        "code": "money-20-days",
        "name": "批复后20日内公开",
        "quantity": 20,
        "unit": "natural_day",
        "in_force_from": date(2015, 1, 1),
        "source": "《预算法》（2014年修正）第十四条",
    },
    {
        "code": "money-31-march",
        "name": "预算3月底前公开",
        "quantity": 1,
        "unit": "date",
        "month": 3,
        "day": 31,
        "in_force_from": date(2014, 1, 1),
        "source": REPORT + "市直单位和部门的预算在3月底前公开",
    },
    {
        "code": "money-31-october",
        "name": "县区10月31日前公开",
        "quantity": 1,
        "unit": "date",
        "month": 10,
        "day": 31,
        "in_force_from": date(2014, 1, 1),
        "in_force_to": date(2014, 10, 31),
        "source": "《关于推进县区预决算公开工作的通知》：各县区于2014年10月31日前完成",
    },
]


def add_rules(apps, schema_editor):
    rule = apps.get_model("departments", "DeadlineRule")
    for fields in RULES:
        rule.objects.create(**fields)


def remove_rules(apps, schema_editor):
    apps.get_model("departments", "DeadlineRule").objects.filter(code__in=[rule["code"] for rule in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("departments", "0011_fixed_days")]

    operations = [migrations.RunPython(add_rules, remove_rules)]
