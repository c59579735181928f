"""A city of a million letters and duties, filled in steps and kept.

    python -m bench prepare                    1,000,000 of each, of 100 offices over two years
    python -m bench prepare --letters 20000    fewer

The same rows for the same number, whatever ran before. A step is a chunk of 100,000 rows in one transaction, the index
of words, the sums, or the planner's statistics; broken off anywhere, the next run goes on there.
"""

import argparse
import base64
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from bench.databases import kept_database
from bench.search_texts import filler
from bench.sweep import say, sql

DATABASE = "yangguang_bench"
KEYS = base64.urlsafe_b64encode(b"for measuring: protects nothing!").decode()
"""The same in every run, so that a later one can read the made-up senders of an earlier one."""

LETTERS = 1_000_000
OFFICES = 100
CHUNK = 100_000
DAYS = 730
VOCABULARY, WORDS_OF_A_LETTER = 400, 40
FIRST = datetime(2024, 6, 1, tzinfo=UTC)
SHARES = {"疫苗": 100, "彗星": 10_000}
"""Words that stand in one letter of so many and nowhere else."""

DRAFT = """
CREATE TEMPORARY TABLE draft ON COMMIT DROP AS
SELECT n, %(office)s + floor(%(offices)s * power((abs(hashint8(n)::bigint) %% 100000) / 100000.0, 2))::int AS office,
    received_at, 'LD-' || to_char(received_at, 'YYYYMMDD') || '-' || to_char(n %% %(daily)s + 1, 'FM0000') AS number,
    CASE WHEN n <= %(letters)s * 0.95 OR abs(hashint8(n + 17000000000)::bigint) %% 2 = 0 THEN received_at + interval
        '1 day' * (1 + abs(hashint8(n + 19000000000)::bigint) %% 9) END AS closed_at,
    abs(hashint8(n + 23000000000)::bigint) %% 20 = 0 AS is_public, spoken.words
FROM generate_series(%(first)s::bigint, %(last)s) n
CROSS JOIN LATERAL (SELECT %(start)s + interval '1 day' * (n / %(daily)s) + interval '1 second' * (n %% %(daily)s * 20)
    AS received_at) z
CROSS JOIN LATERAL (
    SELECT array_agg((%(words)s::text[])[1 + abs(hashint8(n * 64 + place)::bigint) %% %(vocabulary)s])
    || ARRAY(SELECT word FROM unnest(%(marked)s::text[], %(shares)s::int[]) AS m(word, share)
             WHERE abs(hashint8(n + share * 1000000007::bigint)::bigint) %% share = 0) AS words
    FROM generate_series(1, %(length)s) place) spoken
"""
LETTERS_OF_DRAFT = """
INSERT INTO interaction_message (id, mailbox_id, department_id, receipt_number, query_code_digest, source, subject,
    text, sender_key, sender_sealed, has_email, consents_to_publication, status, outcome, visibility, decline_reason,
    received_at, closed_at, created_at)
SELECT n, %(mailbox)s, office, number, '', 'web', '关于' || words[1] || words[2] || words[3] || '的来信',
    array_to_string(words, '，') || '。', %(key)s, %(sealed)s, false, is_public,
    CASE WHEN closed_at IS NULL THEN (ARRAY['received', 'accepted', 'in_review'])[1 + n %% 3] ELSE 'closed' END,
    CASE WHEN closed_at IS NULL THEN '' ELSE 'answered' END,
    CASE WHEN is_public AND closed_at IS NOT NULL THEN 'public' ELSE 'private' END, '', received_at, closed_at, now()
FROM draft
"""
COPIES_OF_DRAFT = """
INSERT INTO interaction_publiccopy (message_id, sender, subject, text, law_and_policy, progress, facts, next_step,
    contact_phone, published_at)
SELECT id, '', subject, text, '', '', '', '', '', closed_at
FROM interaction_message WHERE id BETWEEN %(first)s AND %(last)s AND visibility = 'public'
"""
WORDS_OF_DRAFT = """
INSERT INTO interaction_messagewords (message_id, numbers, letter, copy)
SELECT n, array_to_tsvector(string_to_array(lower(number), '-')), array_to_tsvector(words),
    CASE WHEN is_public AND closed_at IS NOT NULL THEN array_to_tsvector(words) ELSE ''::tsvector END
FROM draft
"""
DUTIES_OF_DRAFT = """
INSERT INTO departments_duty (id, department_id, kind, channel, title, subject_kind, subject_key, rule_id, starts_at,
    due_on, is_provisional, is_suspended, is_excused, cycle, met_on, created_at)
SELECT n, office, 'reply', 'leader', number, 'message', n::text, %(rule)s, received_at,
    received_at::date + 7, false, false, false, 0, closed_at::date, now()
FROM draft
"""
LINKS_OF_DRAFT = """
INSERT INTO interaction_messageduty (message_id, duty_id, role) SELECT n, n, 'reply' FROM draft
"""
STEPS = (DRAFT, LETTERS_OF_DRAFT, COPIES_OF_DRAFT, WORDS_OF_DRAFT, DUTIES_OF_DRAFT, LINKS_OF_DRAFT)
INDEX = "message_words"
MAKE_INDEX = f"""
CREATE INDEX IF NOT EXISTS {INDEX} ON interaction_messagewords USING gin (numbers, letter, copy) WITH (fastupdate = on)
"""
FILLED = ("interaction_message", "interaction_messagewords", "interaction_publiccopy", "interaction_messageduty")


@dataclass(frozen=True, slots=True)
class City:
    """Where the letters go: keys of the first office, the mailbox and the rule."""

    office: int
    mailbox: int
    rule: int


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench prepare", description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    options = parser.parse_args(arguments)
    os.environ["PERSONAL_KEYS"] = KEYS
    with kept_database(DATABASE):
        fill(options.letters)


def fill(letters: int) -> None:
    """Fill the database of this process up to so many letters and duties; what stands there is not written again."""
    from departments.duties.sums import rebuild_sums
    from departments.models import DutyTally

    sql("SET statement_timeout = 0; SET lock_timeout = 0")
    city = found_city()
    done = one("SELECT coalesce(max(id), 0) FROM interaction_message")
    if done < letters:
        sql(f"DROP INDEX IF EXISTS {INDEX}")
    for first in range(done + 1, letters + 1, CHUNK):
        last = min(first + CHUNK - 1, letters)
        step(f"letters {first:,} to {last:,}", lambda first=first, last=last: write_chunk(city, first, last, letters))
    if done < letters or not one("SELECT count(*) FROM pg_class WHERE relname = %s", [INDEX]):
        step("index of words", lambda: sql(MAKE_INDEX))
    if done < letters or not DutyTally.objects.exists():
        step("statistics", lambda: sql(f"VACUUM ANALYZE departments_duty, {', '.join(FILLED)}"))
        step("sums", rebuild_sums)


def found_city() -> City:
    """Make offices, mailbox and officers the first time, or return those that are there."""
    from departments.models import DeadlineRule, Department
    from departments.officers.roles import Role
    from interaction.models import Mailbox
    from tests.factories.departments import DepartmentFactory, officer_in
    from tests.factories.interaction import MailboxFactory

    rule = DeadlineRule.objects.get(code="reply-7-days")
    mailbox: Any = Mailbox.objects.filter(code="leader").first()
    if mailbox is None:
        with transaction.atomic():
            city: Any = DepartmentFactory(kind="city")
            offices: list[Any] = [DepartmentFactory(parent=city) for _ in range(OFFICES)]
            mailbox = MailboxFactory(code="leader", department=city)
            officer_in(city, Role.SUPERVISOR)
            officer_in(city, Role.PRIVACY)
            officer_in(offices[OFFICES // 5], Role.HANDLER)
    first = Department.objects.exclude(parent=None).order_by("pk").first()
    return City(first.pk if first else 0, mailbox.pk, rule.pk)


@transaction.atomic
def write_chunk(city: City, first: int, last: int, letters: int) -> None:
    """Write so many letters, their duties and their words; the triggers of sums and journals stand still meanwhile."""
    from interaction.messages.senders import SenderDetails, seal_sender

    words, _weights = filler()
    sealed = seal_sender(SenderDetails(name="欧阳明月", phone="13856400017", address="金安区梅山路十二号三栋"))
    values = {
        "office": city.office,
        "offices": OFFICES,
        "mailbox": city.mailbox,
        "rule": city.rule,
        "first": first,
        "last": last,
        "letters": letters,
        "daily": max(1, letters // DAYS),
        "start": FIRST,
        "words": words[:VOCABULARY],
        "vocabulary": VOCABULARY,
        "length": WORDS_OF_A_LETTER,
        "marked": list(SHARES),
        "shares": list(SHARES.values()),
        "key": sealed.data_key,
        "sealed": sealed.sealed,
    }
    sql("ALTER TABLE departments_duty DISABLE TRIGGER USER")
    for statement in STEPS:
        sql(statement, values)
    sql("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE departments_duty ENABLE TRIGGER USER")


def step(name: str, work: Callable[[], Any]) -> None:
    begun = time.perf_counter()
    work()
    say(f"{name}: {time.perf_counter() - begun:.0f} s")


def one(statement: str, values: Any = None) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
