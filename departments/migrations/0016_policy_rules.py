"""How long a policy holds, when its end is announced, and by when it must be interpreted."""

from datetime import date

from django.db import migrations

LOCAL = "地方规定（按需选用）"

RULES = [
    ("policy-term-5-years", "规范性文件有效期5年", 60, "month", LOCAL + "：规范性文件有效期一般为5年，期满自动失效"),
    ("policy-term-2-years", "试行、暂行文件有效期2年", 24, "month", LOCAL + "：试行、暂行的规范性文件有效期一般为2年"),
    (
        "policy-expiry-warning",
        "有效期届满前90日提醒",
        90,
        "natural_day",
        LOCAL + "：有效期届满前评估，决定修订、重新公布或者失效",
    ),
    (
        "interpret-3-working-days",
        "3个工作日内解读",
        3,
        "working_day",
        "六安市2014年政府信息公开工作报告：谁起草、谁解读；解读材料在文件公布后3个工作日内发布",
    ),
    ("interpret-same-time", "与文件同步解读（1小时内）", 1, "hour", LOCAL + "：解读材料与文件同步公布（三同步）"),
]


def add_rules(apps, schema_editor):
    rule = apps.get_model("departments", "DeadlineRule")
    for code, name, quantity, unit, source in RULES:
        rule.objects.create(
            code=code, name=name, quantity=quantity, unit=unit, source=source, in_force_from=date(2008, 5, 1)
        )


def remove_rules(apps, schema_editor):
    apps.get_model("departments", "DeadlineRule").objects.filter(code__in=[rule[0] for rule in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("departments", "0015_duty_to_interpret")]

    operations = [migrations.RunPython(add_rules, remove_rules)]
