"""What office systems delivered, under which key."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0017_client_acts_for"),
        ("disclosure", "0054_kinds_that_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, verbose_name="key of the office system")),
                ("digest", models.CharField(max_length=64)),
                ("desk_digest", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="delivered at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="in the name of",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="departments.apiclient",
                        verbose_name="API client",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="disclosure.delivery",
                        verbose_name="corrects",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="disclosure.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery of an office system",
                "verbose_name_plural": "deliveries of office systems",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["client", "-id"], name="delivery_newest_of_client")],
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="delivery_once_per_key")],
            },
        ),
    ]
