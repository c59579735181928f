"""Subscriptions by mail, what was told to whom, and how far the journal was read for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0012_rules_of_public_money"),
        ("disclosure", "0052_published_before"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("data_key", models.BinaryField()),
                ("sealed", models.BinaryField()),
                (
                    "topic",
                    models.CharField(
                        choices=[("office", "office"), ("column", "column"), ("theme", "theme"), ("search", "search")],
                        max_length=10,
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "—"),
                            ("机构职能", "机构职能"),
                            ("综合政务", "综合政务"),
                            ("国民经济管理、国有资产监管", "国民经济管理、国有资产监管"),
                            ("财政、金融、审计", "财政、金融、审计"),
                            ("国土资源、能源", "国土资源、能源"),
                            ("农业、林业、水利", "农业、林业、水利"),
                            ("工业、交通", "工业、交通"),
                            ("商贸、海关、旅游", "商贸、海关、旅游"),
                            ("市场监管、安全生产监管", "市场监管、安全生产监管"),
                            ("城乡建设、环境保护", "城乡建设、环境保护"),
                            ("科技、教育", "科技、教育"),
                            ("文化、广电、新闻出版", "文化、广电、新闻出版"),
                            ("卫生、体育", "卫生、体育"),
                            ("人口与计划生育、妇女儿童工作", "人口与计划生育、妇女儿童工作"),
                            ("劳动、人事、监察", "劳动、人事、监察"),
                            ("公安、安全、司法", "公安、安全、司法"),
                            ("民政、扶贫、救灾", "民政、扶贫、救灾"),
                            ("民族、宗教", "民族、宗教"),
                            ("对外事务", "对外事务"),
                            ("港澳台侨工作", "港澳台侨工作"),
                            ("国防", "国防"),
                            ("其他", "其他"),
                        ],
                        max_length=40,
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=500)),
                (
                    "pace",
                    models.CharField(
                        choices=[
                            ("at_once", "as soon as something is published"),
                            ("daily", "once a day, in the morning"),
                        ],
                        default="at_once",
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("told_on", models.DateField(null=True)),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="disclosure.category",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "document"), ("interpretation", "interpretation")], max_length=20
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("noted_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField(null=True)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="disclosure.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("topic", "office")), fields=["department"], name="subscription_by_office"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("topic", "column")), fields=["category"], name="subscription_by_column"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(condition=models.Q(("topic", "theme")), fields=["theme"], name="subscription_by_theme"),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("topic", "search")), fields=["question"], name="subscription_by_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("digest", "department", "category", "theme", "question"),
                name="subscription_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("category__isnull", True),
                        ("department__isnull", False),
                        ("question", ""),
                        ("theme", ""),
                        ("topic", "office"),
                    ),
                    models.Q(
                        ("category__isnull", False),
                        ("department__isnull", True),
                        ("question", ""),
                        ("theme", ""),
                        ("topic", "column"),
                    ),
                    models.Q(
                        ("category__isnull", True),
                        ("department__isnull", True),
                        ("question", ""),
                        ("topic", "theme"),
                        models.Q(("theme", ""), _negated=True),
                    ),
                    models.Q(
                        ("category__isnull", True),
                        ("department__isnull", True),
                        ("theme", ""),
                        ("topic", "search"),
                        models.Q(("question", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="subscription_has_one_topic",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("queued_at__isnull", True)), fields=["id"], name="notice_waiting"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["noted_at"], name="notice_by_age"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("digest", "kind", "key"), name="notice_once_per_address"),
        ),
    ]
