"""What a published version is, as plain values, and the chain of digests that shows any later change. Pure.

A digest is the SHA-256 over everything the public was shown (number, time, signatory, words, dates, the digests of
the files) and the digest of the version before: whoever changes one word of the past must change every later version.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class PublishedText:
    """One version as it went out; `content` by name of field, `attachments` as (name, SHA-256) in their order."""

    index_number: str
    number: int
    published_at: datetime
    signed_by: int
    reason: str
    content: Mapping[str, Any]
    attachments: Sequence[tuple[str, str]]
    previous_digest: str


class Fault(StrEnum):
    """What is wrong with a chain."""

    CONTENT = "content"
    CHAIN = "chain"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Finding:
    """A version that does not hold: its number and what is wrong with it."""

    number: int
    fault: Fault


def digest_of(text: PublishedText) -> str:
    """Return the SHA-256 of a version in its canonical form: JSON with sorted keys, times in UTC, dates as ISO 8601."""
    canonical = json.dumps(
        asdict(text) | {"published_at": text.published_at.astimezone(UTC).isoformat()},
        default=lambda value: value.isoformat(),
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def content_digest(content: Mapping[str, Any], attachments: Sequence[tuple[str, str]]) -> str:
    """Return the SHA-256 of words and files alone: equal when nothing that a reader sees has changed."""
    canonical = json.dumps(
        [dict(content), list(attachments)],
        default=lambda value: value.isoformat(),
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify_versions(chain: Iterable[tuple[PublishedText, str]]) -> list[Finding]:
    """Return what does not hold in one item's versions, each with its stored digest, in any order; empty: all holds."""
    findings = []
    previous = ""
    for expected, (text, digest) in enumerate(sorted(chain, key=lambda link: link[0].number), start=1):
        if text.number != expected:
            findings.append(Finding(text.number, Fault.GAP))
        if text.previous_digest != previous:
            findings.append(Finding(text.number, Fault.CHAIN))
        if digest_of(text) != digest:
            findings.append(Finding(text.number, Fault.CONTENT))
        previous = digest
    return findings
