"""The tables of the search as the benchmark fills them: by COPY, the fastest way there is, and by the product."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from bench.search_texts import Document
from bench.sweep import sql

OFFICES = 60
CHUNK = 5_000

TABLE = "disclosure_searchentry"
ENTRY_COLUMNS = "kind, key, department_id, category_id, theme, genre, validity, published_on, words"
TEXT_COLUMNS = "entry_id, url, title, numbers, keywords, summary, body, folded"


def fetch(statement: str, values: Sequence[Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def one(statement: str) -> Any:
    return fetch(statement, [])[0][0]


def places() -> tuple[list[int], list[int]]:
    """Return offices and columns, made if they are not there."""
    from django.core.management import call_command

    from departments.models import Department
    from disclosure.models import Category
    from tests.factories.departments import DepartmentFactory

    if not Department.objects.exists():
        call_command("load_catalogue", verbosity=0, stdout=io.StringIO())
        DepartmentFactory.create_batch(OFFICES)
    return (
        list(Department.objects.order_by("pk").values_list("pk", flat=True)),
        list(Category.objects.leaves().order_by("pk").values_list("pk", flat=True)),
    )


def copy_in(rows: Sequence[Document]) -> None:
    """Segment the documents and COPY them into both tables: the fastest way there is."""
    from django.db import connection, transaction

    from disclosure.search.dictionary import read_dictionary
    from disclosure.search.folding import fold
    from disclosure.search.lexemes import write_vector

    segmenter = read_dictionary().segmenter
    entries, texts = io.StringIO(), io.StringIO()
    first = one(f"SELECT coalesce(max(id), 0) + 1 FROM {TABLE}")
    for pk, document in enumerate(rows, start=first):
        words = write_vector(
            segmenter, title=fold(document.title), numbers=fold(document.number), keywords="", text=fold(document.body)
        )
        entries.write(
            f"{pk}\titem\t{document.key}\t{document.department}\t{document.category}\t\t通知\teffective"
            f"\t{document.published_on}\t{words}\n"
        )
        folded = fold(f"{document.title}\\n{document.number}\\n{document.body}")
        texts.write(f"{pk}\t/\t{document.title}\t{document.number}\t\t\t{document.body}\t{folded}\n")
    for columns, table, content in (
        (f"id, {ENTRY_COLUMNS}", TABLE, entries),
        (TEXT_COLUMNS, "disclosure_entrytext", texts),
    ):
        content.seek(0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", content)


def source_of(document: Document) -> Any:
    from disclosure.search.sources import EntrySource

    return EntrySource(
        kind="item",
        key=document.key,
        department_id=document.department,
        category_id=document.category,
        published_on=document.published_on,
        url=f"/items/{document.key}/",
        title=document.title,
        numbers=(document.number,),
        text=document.body,
        genre="通知",
        validity="effective",
    )


def in_batches(write: Callable[[list[Any]], None], rows: list[Any]) -> None:
    from disclosure.search.reindexing import BATCH

    size = BATCH if write.__name__ == "index_entries" else CHUNK
    for first in range(0, len(rows), size):
        write(rows[first : first + size])


def flush() -> None:
    """Let the index take in what it keeps pending, as autovacuum would."""
    sql("SELECT gin_clean_pending_list(to_regclass('search_entry_words'))")


def build_index() -> None:
    sql(f"CREATE INDEX search_entry_words ON {TABLE} USING gin (words)")


class empty_tables:  # noqa: N801 — reads as a block
    """Empty copies of the tables, with their indexes, in front of the full ones while the block runs."""

    def __enter__(self) -> None:
        sql("CREATE SCHEMA empty")
        for table in (TABLE, "disclosure_entrytext", "disclosure_entryfile"):
            sql(f"CREATE TABLE empty.{table} (LIKE public.{table} INCLUDING ALL)")
        names = fetch("SELECT indexname FROM pg_indexes WHERE schemaname = 'empty' AND indexdef LIKE %s", ["%gin%"])
        sql(f"ALTER INDEX empty.{names[0][0]} RENAME TO search_entry_words")
        sql("SET search_path TO empty, public")

    def __exit__(self, *_error: object) -> None:
        sql("SET search_path TO public")
        sql("DROP SCHEMA empty CASCADE")
