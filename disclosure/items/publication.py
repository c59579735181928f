"""Writing down what a publication is: the index number and the immutable version. Used by the services alone.

Everything here runs inside the transaction of `sign_item`, which holds the item's row.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.items.digests import PublishedText, content_digest, digest_of
from disclosure.items.models import (
    IndexSerial,
    Item,
    ItemAttachment,
    ItemContent,
    Version,
    VersionAttachment,
)
from disclosure.items.sanitising import summarise

CONTENT_FIELDS = tuple(field.name for field in ItemContent._meta.local_fields)
"""The fields that a working copy and a version share."""

LINE_FIELDS = ("title", "summary", "document_number", "keywords", "source", "exemption_basis")
"""Words of one line that an author types."""

BETWEEN_OFFICES = "、"

ATTACHMENT_FIELDS = ("file", "name", "content_type", "size", "sha256", "position")

Files = Sequence[ItemAttachment] | Sequence[VersionAttachment]


def content_of(row: ItemContent) -> dict[str, Any]:
    """Return the words and dates of a working copy or a version, by field; without an empty annex, which says nothing.

    (What was published before there were annexes keeps its digest so.)
    """
    return {name: getattr(row, name) for name in CONTENT_FIELDS if name != "annex" or row.annex}


def issuers_of(item: Item) -> str:
    """Return the issuing offices by their names now, the one that leads first and nowhere else."""
    others = item.co_issuers.exclude(pk=item.department_id).order_by("path")
    return BETWEEN_OFFICES.join(office.name for office in (item.department, *others))


def working_content(item: Item) -> dict[str, Any]:
    """Return what a version of the working copy would say: its words and dates, and the offices by their names.

    Of a first publication by their names now; a correction does not change who issued the document then.
    """
    before = item.current_version
    drafter = item.drafting_department.name if item.drafting_department else ""
    return content_of(item) | {
        "summary": item.summary or summarise(item.body),
        "issuing_offices": before.issuing_offices if before else issuers_of(item),
        "drafting_office": before.drafting_office if before else drafter,
    }


def published_content(version: Version) -> dict[str, Any]:
    """Return the same fields of a version."""
    return content_of(version) | {
        "issuing_offices": version.issuing_offices,
        "drafting_office": version.drafting_office,
    }


def working_digest(item: Item) -> str:
    """Return the digest of what would be published if the working copy were signed now."""
    return content_digest(working_content(item), digests_of(list(item.attachments.all())))


def published_digest(version: Version) -> str:
    return content_digest(published_content(version), digests_of(list(version.attachments.all())))


def digests_of(files: Files) -> list[tuple[str, str]]:
    return [(file.name, file.sha256) for file in files]


def text_of(version: Version) -> PublishedText:
    """Return a stored version as plain values, for checking its digest."""
    return PublishedText(
        index_number=version.item.index_number or "",
        number=version.number,
        published_at=version.published_at,
        signed_by=version.published_by_id,
        reason=version.reason,
        content=published_content(version),
        attachments=digests_of(list(version.attachments.all())),
        previous_digest=version.previous_digest,
    )


def chain_of(item: Item) -> list[tuple[PublishedText, str]]:
    """Return the item's versions with their stored digests, as `verify_versions` reads them: two queries."""
    files = Prefetch("attachments", VersionAttachment.objects.order_by("position", "pk"))
    return [
        (text_of(version), version.digest)
        for version in item.versions.select_related("item").prefetch_related(files).order_by("number")
    ]


def allocate_index_number(department: Department, at: datetime) -> str:
    """Return the office's next index number of the month of `at` (local): `{office code}/{YYYYMM}-{5-digit serial}`.

    The row of the office and month stays locked until the transaction ends: a number whose transaction fails was never
    given out, so there are no gaps, and one that was given out is never given again. Source: 政府信息公开目录规范.
    """
    month = timezone.localdate(at).strftime("%Y%m")
    IndexSerial.objects.get_or_create(department=department, month=month)
    serial = IndexSerial.objects.select_for_update().get(department=department, month=month)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"{department.code}/{month}-{serial.last:05d}"


def write_version(item: Item, *, by: Officer, at: datetime, reason: str) -> Version:
    """Store the working copy as the item's next version, chained to the one before."""
    before = item.versions.order_by("-number").first()
    files = list(item.attachments.all())
    text = PublishedText(
        index_number=item.index_number or "",
        number=before.number + 1 if before else 1,
        published_at=at,
        signed_by=by.pk,
        reason=reason,
        content=working_content(item),
        attachments=digests_of(files),
        previous_digest=before.digest if before else "",
    )
    version = Version.objects.create(
        item=item,
        number=text.number,
        published_at=at,
        published_by=by,
        reason=reason,
        previous_digest=text.previous_digest,
        digest=digest_of(text),
        **text.content,
    )
    VersionAttachment.objects.bulk_create(
        VersionAttachment(version=version, **{name: getattr(file, name) for name in ATTACHMENT_FIELDS})
        for file in files
    )
    return version
