"""The words by which the back office finds letters, and the indexes of the city's lists.

The letters that are there already get their words by `manage.py index_messages`: a million of them are no transaction.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

STATISTICS = "ALTER TABLE interaction_messagewords ALTER COLUMN {} SET STATISTICS {}"
COLUMNS = ("letter", "copy")


class Migration(migrations.Migration):
    dependencies = [("interaction", "0005_source_number_per_mailbox")]

    operations = [
        migrations.CreateModel(
            name="MessageWords",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="interaction.message",
                    ),
                ),
                ("numbers", django.contrib.postgres.search.SearchVectorField()),
                ("letter", django.contrib.postgres.search.SearchVectorField()),
                ("copy", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["numbers", "letter", "copy"], name="message_words"
                    )
                ],
            },
        ),
        migrations.AddIndex("message", models.Index(fields=["-received_at", "-id"], name="message_newest")),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=~models.Q(status="closed"),
                fields=["status", "-received_at", "-id"],
                name="message_open_newest",
            ),
        ),
        # the planner remembers the frequency of 10,000 words, by which it chooses between this index and the others
        migrations.RunSQL(
            [STATISTICS.format(column, 1000) for column in COLUMNS],
            [STATISTICS.format(column, -1) for column in COLUMNS],
        ),
    ]
