"""The journal of changes to the register of offices, officers and clients."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.journal.operations import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0003_rules_and_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("office_registered", "office registered"),
                            ("office_changed", "office changed"),
                            ("office_moved", "office moved in the tree"),
                            ("officer_created", "officer created"),
                            ("officer_changed", "officer changed"),
                            ("officer_barred", "log-in barred"),
                            ("officer_admitted", "log-in allowed again"),
                            ("password_issued", "new password issued"),
                            ("role_granted", "role granted"),
                            ("role_ended", "role ended"),
                            ("client_registered", "API client registered"),
                            ("client_changed", "API client changed"),
                            ("key_renewed", "key renewed"),
                            ("client_revoked", "API client revoked"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="details")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        related_name="register_events",
                        to="departments.department",
                        verbose_name="office",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_events",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the register",
                "verbose_name_plural": "changes of the register",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["department", "-id"], name="register_by_department")],
            },
        ),
        append_only("departments_registerevent"),
    ]
