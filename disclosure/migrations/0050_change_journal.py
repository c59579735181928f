"""What appeared, changed and went for the public: the table of the journal."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0012_rules_of_public_money"),
        ("disclosure", "0034_search_follows_the_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(editable=False, null=True)),
                ("at", models.DateTimeField(editable=False, null=True)),
                (
                    "action",
                    models.CharField(
                        choices=[("appeared", "appeared"), ("changed", "changed"), ("went", "went")], max_length=10
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "document"), ("interpretation", "interpretation")], max_length=20
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("title", models.CharField(blank=True, max_length=300)),
                ("url", models.CharField(max_length=300)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.category",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["kind", "key"], name="change_of_thing"),
                    models.Index(fields=["department", "number"], name="change_by_department"),
                    models.Index(fields=["category", "number"], name="change_by_category"),
                    models.Index(condition=models.Q(("action", "went")), fields=["-number"], name="change_gone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="change_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", "went"), _negated=True),
                            models.Q(("digest", ""), ("title", "")),
                            _connector="OR",
                        ),
                        name="change_gone_without_content",
                    ),
                ],
            },
        ),
    ]
