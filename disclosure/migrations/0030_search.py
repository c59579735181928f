"""What is searched: entries, their texts, their attachments by page, synonyms and failed questions."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0010_names_of_persons"),
        ("disclosure", "0009_taken_over"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("key", models.BigIntegerField()),
                ("theme", models.CharField(blank=True, max_length=40)),
                ("genre", models.CharField(blank=True, max_length=20)),
                (
                    "validity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("effective", "effective"),
                            ("not_yet", "not yet effective"),
                            ("amended", "amended"),
                            ("expired", "expired"),
                            ("abolished", "abolished"),
                        ],
                        max_length=10,
                    ),
                ),
                ("effective_on", models.DateField(null=True)),
                ("abolished_on", models.DateField(null=True)),
                ("published_on", models.DateField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.category",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reindexing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dictionary", models.CharField(max_length=64)),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("last_key", models.BigIntegerField(default=0)),
                ("entries", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text="Two words or more that say the same, parted by blanks or commas: 公租房、公共租赁住房.",
                        max_length=200,
                        verbose_name="words",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
            },
        ),
        migrations.CreateModel(
            name="EntryText",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="disclosure.searchentry",
                    ),
                ),
                ("url", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("numbers", models.CharField(blank=True, max_length=200)),
                ("keywords", models.CharField(blank=True, max_length=300)),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("body", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="EntryFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("url", models.CharField(max_length=300)),
                ("stored", models.CharField(max_length=300)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField(verbose_name="size (bytes)")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting to be read"),
                            ("read", "read"),
                            ("skipped", "not readable by machine"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60, verbose_name="reason")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read at")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="disclosure.searchentry",
                        verbose_name="found in",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment in the search",
                "verbose_name_plural": "attachments in the search",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FailedQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("words", models.CharField(max_length=60, verbose_name="looked for")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="times")),
            ],
            options={
                "verbose_name": "search without result",
                "verbose_name_plural": "searches without result",
                "ordering": ["-day", "-times"],
                "constraints": [models.UniqueConstraint(fields=("day", "words"), name="failed_question_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="EntryPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.TextField()),
                ("folded", models.TextField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="disclosure.entryfile"
                    ),
                ),
            ],
            options={
                "ordering": ["file", "number"],
                "constraints": [models.UniqueConstraint(fields=("file", "number"), name="search_page_once")],
            },
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["-published_on", "-id"], name="search_entry_newest"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["department", "-published_on", "-id"], name="search_entry_by_department"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["category", "-published_on", "-id"], name="search_entry_by_category"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=True, fields=["words"], name="search_entry_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(fields=("kind", "key"), name="search_entry_once"),
        ),
        migrations.AddIndex(
            model_name="entryfile",
            index=models.Index(fields=["status", "-id"], name="search_file_by_status"),
        ),
    ]
