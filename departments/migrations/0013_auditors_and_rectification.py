"""The role of the auditor, and by when what an audit found is put right: the city's own choice, to be changed as a row."""

from datetime import date

from django.db import migrations, models

RULE = {
    "code": "rectify-60-days",
    "name": "审计整改60日",
    "quantity": 60,
    "unit": "natural_day",
    "in_force_from": date(2014, 1, 1),
    "source": "本市自定（可按审计决定书或整改通知的要求另立版本），非法定期限",
}


def add_rules(apps, schema_editor):
    apps.get_model("departments", "DeadlineRule").objects.create(**RULE)


def remove_rules(apps, schema_editor):
    apps.get_model("departments", "DeadlineRule").objects.filter(code=RULE["code"]).delete()


class Migration(migrations.Migration):
    dependencies = [("departments", "0012_rules_of_public_money")]

    operations = [
        migrations.AlterField(
            "assignment",
            "role",
            models.CharField(
                choices=[
                    ("author", "author"),
                    ("checker", "checker"),
                    ("secrecy", "secrecy reviewer"),
                    ("signatory", "signatory"),
                    ("handler", "handler of messages"),
                    ("finance", "finance officer"),
                    ("legal", "legal office"),
                    ("supervisor", "supervisor"),
                    ("administrator", "administrator"),
                    ("privacy", "privacy officer"),
                    ("auditor", "auditor"),
                ],
                max_length=15,
                verbose_name="role",
            ),
        ),
        migrations.RunPython(add_rules, remove_rules),
    ]
