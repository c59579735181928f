"""Policies and interpretations as items that carry more than words; the register of validity on every item."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0016_policy_rules"),
        ("disclosure", "0015_rectification_journal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Interpretation",
            fields=[
                (
                    "external_title",
                    models.CharField(blank=True, max_length=200, verbose_name="title of the policy elsewhere"),
                ),
                ("external_number", models.CharField(blank=True, max_length=60, verbose_name="its document number")),
                ("external_issuer", models.CharField(blank=True, max_length=100, verbose_name="its issuing office")),
                (
                    "external_address",
                    models.CharField(
                        blank=True,
                        help_text="Beginning with https:// or http://.",
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="its address on the web",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_interpretation",
                        serialize=False,
                        to="disclosure.item",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("text", "in words"),
                            ("questions", "questions and answers"),
                            ("picture", "picture"),
                            ("video", "video"),
                            ("expert", "by an expert"),
                            ("press", "by the press"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                ("drafter", models.CharField(blank=True, max_length=60, verbose_name="drafted by (name and post)")),
                (
                    "responsible_official",
                    models.CharField(blank=True, max_length=60, verbose_name="responsible official (name and post)"),
                ),
                ("experts", models.CharField(blank=True, max_length=200, verbose_name="experts (names and posts)")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
                ("reviewed_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "review_note",
                    models.CharField(blank=True, max_length=200, verbose_name="what legal office and experts said"),
                ),
            ],
            options={
                "verbose_name": "interpretation",
                "verbose_name_plural": "interpretations",
                "ordering": ["-pk"],
            },
            bases=("disclosure.item", models.Model),
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_policy",
                        serialize=False,
                        to="disclosure.item",
                    ),
                ),
                (
                    "policy_class",
                    models.CharField(
                        choices=[
                            ("rule", "government rule"),
                            ("normative", "normative document"),
                            ("other", "other policy document"),
                        ],
                        default="normative",
                        max_length=10,
                        verbose_name="class",
                    ),
                ),
                (
                    "term_rule",
                    models.SlugField(
                        blank=True,
                        choices=[
                            ("", "without a term"),
                            ("policy-term-5-years", "five years"),
                            ("policy-term-2-years", "two years (on trial)"),
                        ],
                        default="policy-term-5-years",
                        max_length=40,
                        verbose_name="term",
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day in force, if the document names one; otherwise the term is counted from its effect.",
                        null=True,
                        verbose_name="valid until",
                    ),
                ),
                ("must_be_interpreted", models.BooleanField(default=True, verbose_name="must be interpreted")),
                (
                    "interpretation_rule",
                    models.SlugField(
                        choices=[
                            ("interpret-3-working-days", "within 3 working days"),
                            ("interpret-same-time", "together with the policy (within an hour)"),
                        ],
                        default="interpret-3-working-days",
                        max_length=40,
                        verbose_name="interpretation due",
                    ),
                ),
                (
                    "interpretation_plan",
                    models.TextField(
                        blank=True,
                        help_text="Who interprets it, in which form, by when. Prepared, signed and published with the policy (三同步).",
                        verbose_name="interpretation plan",
                    ),
                ),
                (
                    "listed_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rule", "government rule"),
                            ("normative", "normative document"),
                            ("other", "other policy document"),
                        ],
                        max_length=10,
                        verbose_name="class as published",
                    ),
                ),
                ("owes_interpretation", models.BooleanField(default=False, verbose_name="interpretation owed")),
                ("interpreted_on", models.DateField(blank=True, null=True, verbose_name="interpreted on")),
                ("expiry_told_for", models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
                "ordering": ["-pk"],
            },
            bases=("disclosure.item",),
        ),
        migrations.CreateModel(
            name="PolicyRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "external_title",
                    models.CharField(blank=True, max_length=200, verbose_name="title of the policy elsewhere"),
                ),
                ("external_number", models.CharField(blank=True, max_length=60, verbose_name="its document number")),
                ("external_issuer", models.CharField(blank=True, max_length=100, verbose_name="its issuing office")),
                (
                    "external_address",
                    models.CharField(
                        blank=True,
                        help_text="Beginning with https:// or http://.",
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="its address on the web",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amends", "amends"),
                            ("abolishes", "abolishes"),
                            ("implements", "implements"),
                            ("based_on", "is based on"),
                        ],
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                (
                    "effective_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty: from the day on which the policy itself takes effect.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations to other documents",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StandingRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amends", "amends"),
                            ("abolishes", "abolishes"),
                            ("implements", "implements"),
                            ("based_on", "is based on"),
                        ],
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
            ],
            options={
                "ordering": ["since", "pk"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="abolished_since",
            field=models.DateField(blank=True, null=True, verbose_name="abolished since"),
        ),
        migrations.AddField(
            model_name="item",
            name="amended_since",
            field=models.DateField(blank=True, null=True, verbose_name="amended since"),
        ),
        migrations.AddField(
            model_name="item",
            name="annex",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="What a policy or an interpretation says beside this.",
                verbose_name="further facts",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="kind",
            field=models.CharField(
                choices=[("document", "document"), ("policy", "policy"), ("interpretation", "interpretation")],
                db_default=models.Value("document"),
                default="document",
                max_length=15,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="lapsed_since",
            field=models.DateField(blank=True, null=True, verbose_name="expired since"),
        ),
        migrations.AddField(
            model_name="version",
            name="annex",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="What a policy or an interpretation says beside this.",
                verbose_name="further facts",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("visibility", "public"), models.Q(("kind", "document"), _negated=True)),
                fields=["kind", "-published_on", "-id"],
                name="item_public_by_kind",
            ),
        ),
        migrations.AddField(
            model_name="interpretation",
            name="legal_office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviewed_interpretations",
                to="departments.department",
                verbose_name="legal office",
            ),
        ),
        migrations.AddField(
            model_name="interpretation",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reviewed by",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="interpretation_duty",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="departments.duty",
                verbose_name="duty to interpret",
            ),
        ),
        migrations.AddField(
            model_name="interpretation",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                help_text="A policy published on this site; leave empty if it stands elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interpretations",
                to="disclosure.policy",
                verbose_name="policy",
            ),
        ),
        migrations.AddField(
            model_name="policyrelation",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relations",
                to="disclosure.policy",
                verbose_name="policy",
            ),
        ),
        migrations.AddField(
            model_name="policyrelation",
            name="target",
            field=models.ForeignKey(
                blank=True,
                help_text="A document published on this site; leave empty if it stands elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosure.item",
                verbose_name="document here",
            ),
        ),
        migrations.AddField(
            model_name="standingrelation",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standing_relations",
                to="disclosure.policy",
                verbose_name="policy",
            ),
        ),
        migrations.AddField(
            model_name="standingrelation",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_from",
                to="disclosure.item",
                verbose_name="document",
            ),
        ),
        migrations.AddIndex(
            model_name="policy",
            index=models.Index(
                condition=models.Q(("owes_interpretation", True)),
                fields=["interpreted_on"],
                name="policy_owed_interpretation",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpretation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("external_title", ""), ("policy__isnull", False)),
                    models.Q(("policy", None), models.Q(("external_title", ""), _negated=True)),
                    _connector="OR",
                ),
                name="interpretation_here_or_elsewhere",
                violation_error_message="Choose a policy of this site, or name one that stands elsewhere; not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyrelation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("external_title", ""), ("target__isnull", False)),
                    models.Q(("target", None), models.Q(("external_title", ""), _negated=True)),
                    _connector="OR",
                ),
                name="policy_relation_here_or_elsewhere",
                violation_error_message="Choose a document of this site, or name one that stands elsewhere; not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyrelation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target", None), models.Q(("target", models.F("policy")), _negated=True), _connector="OR"
                ),
                name="policy_relation_to_another",
                violation_error_message="A policy can't change itself; choose another document.",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyrelation",
            constraint=models.UniqueConstraint(fields=("policy", "kind", "target"), name="policy_relation_once"),
        ),
        migrations.AddIndex(
            model_name="standingrelation",
            index=models.Index(fields=["target", "kind", "since"], name="standing_relation_by_target"),
        ),
        migrations.AddConstraint(
            model_name="standingrelation",
            constraint=models.UniqueConstraint(fields=("policy", "kind", "target"), name="standing_relation_once"),
        ),
    ]
