"""Keep what the public reads apart from what was written, and the query code apart until its mail is sent."""

import django.db.models.deletion
from django.db import migrations, models

import foundation.files.serving
import interaction.messages.models
from interaction.messages.statuses import MessageEventKind


class Migration(migrations.Migration):
    dependencies = [("interaction", "0003_receipt_prefix")]

    operations = [
        migrations.CreateModel(
            name="PublicCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(blank=True, max_length=20, verbose_name="sender, masked")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("law_and_policy", models.TextField(blank=True, verbose_name="law and policy")),
                ("progress", models.TextField(blank=True, verbose_name="progress of the work")),
                ("facts", models.TextField(blank=True, verbose_name="facts")),
                ("next_step", models.TextField(blank=True, verbose_name="next step")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="phone for questions")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="public_copy",
                        to="interaction.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={"verbose_name": "public copy", "verbose_name_plural": "public copies"},
        ),
        migrations.CreateModel(
            name="UnsentCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data_key", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("created_at", models.DateTimeField(db_index=True)),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsent_code",
                        to="interaction.message",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            "messageattachment",
            "file",
            models.FileField(
                storage=foundation.files.serving.private_storage,
                upload_to=interaction.messages.models.private_path,
                verbose_name="file",
            ),
        ),
        migrations.AlterField(
            "messageevent",
            "kind",
            models.CharField(choices=MessageEventKind.choices, max_length=20, verbose_name="event"),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(has_email=True, told_of_delay_at=None) & ~models.Q(status="closed"),
                fields=["id"],
                name="message_delay_to_tell",
            ),
        ),
    ]
