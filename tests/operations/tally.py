"""Counting up after the faults: what citizens hold in the hand against what database, disk and mail hold."""

import re
from collections import Counter
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from tests.operations.citizens import Receipt
from tests.operations.stand import Stand

EVERY_LETTER_ONCE = """
SELECT m.receipt_number,
    (SELECT count(*) FROM interaction_messageduty d WHERE d.message_id = m.id),
    (SELECT count(*) FROM departments_duty d WHERE d.subject_kind = 'message' AND d.subject_key = m.id::text),
    (SELECT count(*) FROM departments_dutyevent e JOIN interaction_messageduty d USING (duty_id)
     WHERE d.message_id = m.id AND e.kind = 'opened'),
    (SELECT count(*) FROM interaction_messageevent e WHERE e.message_id = m.id AND e.kind = 'received')
FROM interaction_message m
"""
GAPS = """
SELECT r.mailbox_id, r.last, count(m.id) FROM interaction_receiptserial r
JOIN interaction_message m ON m.mailbox_id = r.mailbox_id AND (m.received_at AT TIME ZONE 'Asia/Shanghai')::date = r.day
GROUP BY 1, r.day, 2 HAVING r.last <> count(m.id)
"""
BREACHES = """
SELECT d.id, d.breached_on IS NOT NULL, count(e.id) FROM departments_duty d
LEFT JOIN departments_dutyevent e ON e.duty_id = d.id AND e.kind = 'breached'
WHERE d.due_on < current_date GROUP BY 1, 2
"""
FILES = """
SELECT m.receipt_number, a.file, a.sha256 FROM interaction_messageattachment a
JOIN interaction_message m ON m.id = a.message_id
"""
WRONG_CODES = """
from foundation.personal.codes import matches
from interaction.models import Message
digests = dict(Message.objects.values_list("receipt_number", "query_code_digest"))
print(json.dumps([one["number"] for one in facts if not matches(one["code"], digests.get(one["number"], ""))]))
"""


def find_faults(stand: Stand, receipts: list[Receipt]) -> list[str]:
    """Return everything that is not as it must be: one receipt, one message, one duty for each letter."""
    return [
        *faults_of_letters(stand, receipts),
        *faults_of_files(stand, receipts),
        *(f"duty {duty}: swept {is_swept}, {n} breaches" for duty, is_swept, n in unswept(stand)),
        *(f"{n} mails for {number}" for number, n in mails_about(stand).items() if n > 1),
    ]


def faults_of_letters(stand: Stand, receipts: list[Receipt]) -> list[str]:
    rows = {number: counts for number, *counts in stand.database.ask(EVERY_LETTER_ONCE)}
    held = Counter(receipt.number for receipt in receipts)
    found = [f"{n} citizens hold the receipt {number}" for number, n in held.items() if n > 1]
    found += [f"accepted and lost: {number}" for number in held.keys() - rows.keys()]
    found += [f"a letter nobody has a receipt of: {number}" for number in rows.keys() - held.keys()]
    found += [f"{number}: {counts} instead of one each" for number, counts in rows.items() if set(counts) != {1}]
    found += [f"mailbox {box}: {last} numbers, {n} letters" for box, last, n in stand.database.ask(GAPS)]
    wrong = stand.tell(WRONG_CODES, [asdict(receipt) for receipt in receipts])
    return found + [f"the query code of {number} opens nothing" for number in wrong]


def faults_of_files(stand: Stand, receipts: list[Receipt]) -> list[str]:
    """Compare what was sent with what is stored, byte by byte."""
    kept = stand.database.ask(FILES)
    sent = {(receipt.number, digest) for receipt in receipts for digest in receipt.digests}
    found = [f"the file of {number} is not there" for number, _digest in sent - {(row[0], row[2]) for row in kept}]
    found += [f"{len(kept)} files kept of {len(sent)} sent"] if len(kept) != len(sent) else []
    for number, name, digest in kept:
        path = stand.disk.place / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"the file of {number} is damaged or lost")
    return found


def stray_files(stand: Stand) -> list[Path]:
    """Return the files that belong to no letter: those of transactions that broke off at their commit."""
    kept = {stand.disk.place / name for _number, name, _digest in stand.database.ask(FILES)}
    return [path for path in stand.disk.place.rglob("*") if path.is_file() and path not in kept]


def unswept(stand: Stand) -> list[tuple]:
    """Return what is due and not recorded exactly once."""
    return [row for row in stand.database.ask(BREACHES) if row[1:] != (True, 1)]


def mails_about(stand: Stand) -> Counter:
    """Return how many receipt mails left for each number; headers carry it encoded, bodies as it is."""
    folder, found = stand.folder / "mail", Counter()
    for path in folder.glob("*") if folder.exists() else ():
        text = path.read_text(encoding="utf-8", errors="replace")
        for mail in re.split(r"^-{70,}$", text, flags=re.MULTILINE):
            found.update(set(re.findall(r"\b[A-Z]{2,4}-\d{8}-\d+\b", mail)))
    return found
