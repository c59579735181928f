"""Orders of supervisors, their numbers, and the timeline that only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.journal.operations import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0031_rules_of_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderSerial",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("serial", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("urging", "urging note"),
                            ("supervision", "supervision order"),
                            ("rectification", "order to rectify"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="matter")),
                ("demand", models.TextField(max_length=2000, verbose_name="what is demanded")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "answer owed"),
                            ("answered", "answered, to be decided"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_about",
                        to="departments.duty",
                        verbose_name="about",
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="departments.department",
                        verbose_name="addressed office",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "duty",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="departments.duty",
                        verbose_name="duty to answer",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "ordering": ["-issued_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issued", "issued"),
                            ("answered", "answered"),
                            ("returned", "answer returned"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="event",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="words")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="office",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_events",
                        to="departments.duty",
                        verbose_name="duty",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="departments.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of an order",
                "verbose_name_plural": "events of orders",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-issued_at", "-id"], name="order_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status__in", ["answered", "open"])), fields=["status", "id"], name="order_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("year", "serial"), name="order_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["answered", "open"])),
                fields=("about",),
                name="order_one_standing_per_duty",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("ended_at", None), ("status", "open")),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("ended_at", None),
                        ("status", "answered"),
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("ended_at__isnull", False),
                        ("status", "closed"),
                    ),
                    models.Q(("ended_at__isnull", False), ("status", "withdrawn")),
                    _connector="OR",
                ),
                name="order_stamped_as_it_stands",
            ),
        ),
        append_only("departments_orderevent"),
    ]
