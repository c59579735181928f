"""An answer to an order can be owed, and by when: the city's own choice, to be changed as rows."""

from datetime import date

from django.db import migrations, models

OWN = "本市自定（督办工作惯例，可另立版本），非法定期限"

RULES = [
    ("order-3-working-days", "催办：3个工作日内答复", 3, "working_day", OWN),
    ("order-7-days", "督办：7日内答复", 7, "natural_day", OWN + "；期限参照2014年政府信息公开工作报告（7日内回复）"),
    ("order-15-days", "限期整改：15日内答复", 15, "natural_day", OWN),
]


def add_rules(apps, schema_editor):
    rule = apps.get_model("departments", "DeadlineRule")
    for code, name, quantity, unit, source in RULES:
        facts = {"name": name, "quantity": quantity, "unit": unit, "source": source}
        rule.objects.get_or_create(code=code, in_force_from=date(2014, 1, 1), defaults=facts)


def remove_rules(apps, schema_editor):
    """Remove them where no order was written: a rule that was used explains due dates for ever."""
    rules = apps.get_model("departments", "DeadlineRule").objects.filter(code__in=[rule[0] for rule in RULES])
    rules.filter(duties=None).delete()


class Migration(migrations.Migration):
    dependencies = [("departments", "0030_open_cells_from_the_index")]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "reply to a message"),
                    ("publication", "publication"),
                    ("rectification", "rectification"),
                    ("interpretation", "interpretation of a policy"),
                    ("order", "answer to an order"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(add_rules, remove_rules),
    ]
