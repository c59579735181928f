"""Who edited a working copy, why something is not disclosed, and the offices as they were called at publication."""

from django.conf import settings
from django.db import migrations, models

import foundation.files.serving


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0003_rules_and_calendar"),
        ("disclosure", "0002_journals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="item", name="item_exempt_has_no_body"),
        migrations.AddField(
            model_name="item",
            name="editors",
            field=models.ManyToManyField(
                blank=True,
                help_text="Who changed the working copy since it was last published; none of them may sign it.",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="editors",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="exemption_basis",
            field=models.CharField(
                blank=True,
                help_text="Article and reason, for example: 政府信息公开条例 第十四条, state secret.",
                max_length=200,
                verbose_name="legal reason for not disclosing",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="drafting_office",
            field=models.CharField(blank=True, max_length=100, verbose_name="drafting office"),
        ),
        migrations.AddField(
            model_name="version",
            name="issuing_offices",
            field=models.CharField(blank=True, max_length=500, verbose_name="issuing offices"),
        ),
        migrations.AlterField(
            model_name="itemattachment",
            name="file",
            field=models.FileField(
                storage=foundation.files.serving.private_storage, upload_to="items/%Y/%m", verbose_name="file"
            ),
        ),
        migrations.AlterField(
            model_name="versionattachment",
            name="file",
            field=models.FileField(storage=foundation.files.serving.private_storage, upload_to="", verbose_name="file"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("visibility", "public")),
                fields=["department", "category", "-published_on"],
                name="item_public_freshness",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility", "unpublished"), ("disclosure_mode", "proactive"), _connector="OR"),
                name="item_public_is_proactive",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disclosure_mode", "exempt"), _negated=True),
                    models.Q(
                        ("body", ""),
                        ("keywords", ""),
                        ("summary", ""),
                        ("title", ""),
                        models.Q(("document_number", ""), _negated=True),
                        models.Q(("exemption_basis", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="item_exempt_is_number_and_reason",
                violation_error_message=("What is not disclosed is a number, a date and a legal reason, nothing else."),
            ),
        ),
    ]
