"""Audit reports carried by items, audited projects, findings and the steps of their rectification."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0013_auditors_and_rectification"),
        ("disclosure", "0012_public_figures_of_government"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditedProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=200, verbose_name="project")),
                (
                    "contractor",
                    models.CharField(
                        help_text="Companies and institutions only; several stand between “、”. Natural persons are not published.",
                        max_length=200,
                        verbose_name="contractor",
                    ),
                ),
                (
                    "is_contractor_confirmed",
                    models.BooleanField(
                        default=False,
                        help_text="Needed only where the name has no word such as 公司 or 院.",
                        verbose_name="the contractor is an organisation",
                    ),
                ),
                ("auditor", models.CharField(blank=True, max_length=100, verbose_name="auditor")),
                (
                    "submitted",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="submitted sum (yuan)"),
                ),
                ("approved", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="approved sum (yuan)")),
                ("reduced", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="reduced by (yuan)")),
                ("audited_on", models.DateField(verbose_name="audited on")),
                ("findings_text", models.TextField(blank=True, max_length=1000, verbose_name="what was found")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audited_projects",
                        to="departments.department",
                        verbose_name="office that had it built",
                    ),
                ),
            ],
            options={
                "verbose_name": "audited project",
                "verbose_name_plural": "audited projects",
                "ordering": ["report", "position"],
            },
        ),
        migrations.CreateModel(
            name="AuditReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("execution", "budget execution and final accounts"),
                            ("projects", "projects of public investment"),
                            ("special", "special funds and other audits"),
                        ],
                        default="execution",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="audited year",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=1000, verbose_name="summary")),
                (
                    "audited_offices",
                    models.ManyToManyField(
                        blank=True,
                        related_name="audit_reports",
                        to="departments.department",
                        verbose_name="audited offices",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_report",
                        to="disclosure.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit report",
                "verbose_name_plural": "audit reports",
                "ordering": ["-fiscal_year", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(max_length=1000, verbose_name="finding")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="amount (yuan)"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("none", "no rectification demanded"),
                            ("planned", "to be demanded"),
                            ("open", "rectification demanded"),
                            ("reported", "rectification reported"),
                            ("accepted", "rectification accepted"),
                            ("dropped", "demand taken back"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="rectification",
                    ),
                ),
                ("rectification", models.TextField(blank=True, max_length=1000, verbose_name="what was rectified")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="reported at")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted at")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_findings",
                        to="departments.department",
                        verbose_name="audited office",
                    ),
                ),
                (
                    "duty",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_finding",
                        to="departments.duty",
                        verbose_name="duty to rectify",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="disclosure.auditedproject",
                        verbose_name="audited project",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="disclosure.auditreport",
                        verbose_name="audit report",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit finding",
                "verbose_name_plural": "audit findings",
                "ordering": ["report", "position"],
            },
        ),
        migrations.AddField(
            model_name="auditedproject",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="projects",
                to="disclosure.auditreport",
                verbose_name="audit report",
            ),
        ),
        migrations.CreateModel(
            name="RectificationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status_before",
                    models.CharField(
                        choices=[
                            ("none", "no rectification demanded"),
                            ("planned", "to be demanded"),
                            ("open", "rectification demanded"),
                            ("reported", "rectification reported"),
                            ("accepted", "rectification accepted"),
                            ("dropped", "demand taken back"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "status_after",
                    models.CharField(
                        choices=[
                            ("none", "no rectification demanded"),
                            ("planned", "to be demanded"),
                            ("open", "rectification demanded"),
                            ("reported", "rectification reported"),
                            ("accepted", "rectification accepted"),
                            ("dropped", "demand taken back"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="words")),
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
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="disclosure.auditfinding",
                        verbose_name="audit finding",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a rectification",
                "verbose_name_plural": "steps of rectifications",
                "ordering": ["finding", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="auditreport",
            index=models.Index(fields=["-fiscal_year", "-id"], name="audit_report_by_year"),
        ),
        migrations.AddIndex(
            model_name="auditfinding",
            index=models.Index(fields=["department", "status"], name="audit_finding_by_department"),
        ),
        migrations.AddIndex(
            model_name="auditfinding",
            index=models.Index(
                condition=models.Q(("status", "reported")), fields=["id"], name="audit_finding_to_accept"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.UniqueConstraint(fields=("report", "position"), name="audit_finding_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("duty", None), ("status__in", ["none", "planned"])),
                    models.Q(models.Q(("status__in", ["none", "planned"]), _negated=True), ("duty__isnull", False)),
                    _connector="OR",
                ),
                name="audit_finding_demanded_has_duty",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["reported", "accepted"]), _negated=True),
                    models.Q(
                        models.Q(("rectification", ""), _negated=True),
                        ("reported_at__isnull", False),
                        ("reported_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="audit_finding_reported_has_words",
            ),
        ),
        migrations.AddIndex(
            model_name="auditedproject",
            index=models.Index(fields=["-audited_on", "-id"], name="audited_project_newest"),
        ),
        migrations.AddIndex(
            model_name="auditedproject",
            index=models.Index(fields=["owner", "-audited_on", "-id"], name="audited_project_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="auditedproject",
            constraint=models.UniqueConstraint(fields=("report", "position"), name="audited_project_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="auditedproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reduced",
                        django.db.models.expressions.CombinedExpression(
                            models.F("submitted"), "-", models.F("approved")
                        ),
                    )
                ),
                name="audited_project_reduced_is_difference",
                violation_error_message="The reduction must be the submitted sum less the approved one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved__gte", Decimal("0")), ("submitted__gt", Decimal("0"))),
                name="audited_project_sums_positive",
                violation_error_message="A submitted sum is more than zero and an approved one is not negative.",
            ),
        ),
    ]
