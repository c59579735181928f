"""Receivers that are told of changes, and the log of attempts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0020_webhook_events"),
        ("disclosure", "0057_changes_by_their_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("address", models.CharField(max_length=500, verbose_name="address")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("item", "document"), ("policy", "policy"), ("interpretation", "interpretation")],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="kinds",
                    ),
                ),
                ("data_key", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("former_data_key", models.BinaryField(null=True)),
                ("former_sealed", models.BinaryField(null=True)),
                (
                    "former_until",
                    models.DateTimeField(editable=False, null=True, verbose_name="the former secret signs until"),
                ),
                ("told_to", models.BigIntegerField(default=0, editable=False, verbose_name="told up to number")),
                ("message_id", models.CharField(blank=True, editable=False, max_length=40)),
                ("message_to", models.BigIntegerField(editable=False, null=True)),
                ("claim", models.UUIDField(editable=False, null=True)),
                ("claimed_until", models.DateTimeField(editable=False, null=True)),
                (
                    "failures",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="failures since the last success"
                    ),
                ),
                ("failing_since", models.DateTimeField(editable=False, null=True, verbose_name="failing since")),
                ("next_attempt_at", models.DateTimeField(editable=False, verbose_name="next attempt not before")),
                (
                    "suspension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("failing", "three days without success"),
                            ("gone", "the receiver said that it is gone (410)"),
                            ("by_hand", "suspended by an administrator"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="suspended because",
                    ),
                ),
                ("suspended_at", models.DateTimeField(editable=False, null=True, verbose_name="suspended at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        help_text="An office and all below it; empty: every office.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                        verbose_name="documents of",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        help_text="A column and all below it; empty: every column.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.category",
                        verbose_name="column",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="keeper",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to="departments.department",
                        verbose_name="office it belongs to",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("changes", "changes"), ("ping", "test")], max_length=10, verbose_name="what"
                    ),
                ),
                ("message_id", models.CharField(max_length=40, verbose_name="message")),
                ("first_number", models.BigIntegerField(null=True, verbose_name="from number")),
                ("last_number", models.BigIntegerField(null=True, verbose_name="to number")),
                ("attempt", models.PositiveIntegerField(verbose_name="attempt")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="duration (ms)")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("delivered", "delivered"),
                            ("refused", "answered with an error"),
                            ("unreached", "not reached"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="HTTP status")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("malformed", "not a complete address"),
                            ("not_https", "not https"),
                            ("port", "a port that is not allowed"),
                            ("credentials", "a user name or password in the address"),
                            ("unknown_host", "the host name is not known"),
                            ("resolver_slow", "the name service did not answer in time"),
                            ("forbidden", "an address inside our own network"),
                            ("connection", "no connection"),
                            ("timed_out", "no answer in time"),
                            ("certificate", "the certificate is not valid for this host"),
                            ("tls", "no encrypted connection"),
                            ("broken", "the connection broke off"),
                            ("no_http", "the answer is not HTTP"),
                        ],
                        max_length=20,
                        verbose_name="error",
                    ),
                ),
                ("excerpt", models.CharField(blank=True, max_length=200, verbose_name="beginning of the answer")),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="disclosure.webhook",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt of delivery",
                "verbose_name_plural": "attempts of delivery",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="webhook",
            index=models.Index(
                condition=models.Q(("suspension", "")), fields=["next_attempt_at"], name="webhook_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspended_at__isnull", True), ("suspension", "")),
                    models.Q(models.Q(("suspension", ""), _negated=True), ("suspended_at__isnull", False)),
                    _connector="OR",
                ),
                name="webhook_suspended_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("message_id", ""), ("message_to__isnull", True)),
                    models.Q(models.Q(("message_id", ""), _negated=True), ("message_to__isnull", False)),
                    _connector="OR",
                ),
                name="webhook_message_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookattempt",
            index=models.Index(fields=["webhook", "-at", "-id"], name="attempt_by_webhook"),
        ),
        migrations.AddIndex(
            model_name="webhookattempt",
            index=models.Index(fields=["at"], name="attempt_by_age"),
        ),
    ]
