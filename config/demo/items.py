"""Documents that the report of 2014 speaks of, published as the law asks: written by one, signed by another.

Beside them the two that the norm puts first into the navigation, guide and rules: `invented`; and guides to what
citizens ask for most, so that their words find something. All of these are our own, and they say so.
"""

import io
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from html import escape
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from config.demo.facts import read_entries
from config.demo.policies import PolicyDesk
from departments.models import Department, Officer
from disclosure.items.services import save_draft, sign_item, submit_item
from disclosure.models import Category, Item, ItemAttachment, Synonym
from foundation.tables.writing import CONTENT_TYPES, Column, Format, write_xlsx

SOURCE = "《六安市2014年政府信息公开工作报告》"
Staff = dict[tuple[str, str], Officer]
TRIED = "housing"
"""The office whose author and signatory can log in."""

NOTICES = "020100"
MATERIALS = ("材料", "份数", "说明")
SYNONYMS = ("公租房、公共租赁住房", "医保、医疗保险", "低保、最低生活保障", "房产证、不动产权证书")
UNDER_WAY = ("公共租赁住房配租结果公告", "老旧小区改造计划公告")
"""Titles: the first stays a draft, the last waits for its signature."""


def publish_items(offices: dict[str, Department], staff: Staff, desk: PolicyDesk) -> int:
    """Publish the documents in the order of their dates and return how many; policies go over their own desk."""
    columns = {category.code: category for category in Category.objects.all()}
    told = read_entries("items.json") + [_guide(entry) for entry in read_entries("guides.json")]
    entries = sorted(told, key=lambda entry: str(entry["formed"]))
    for entry in entries:
        key = entry["office"]
        fields = _fields(entry, offices[key], columns[entry["column"]], staff[key, "author"])
        written_at = timezone.make_aware(datetime.combine(fields["formed_on"] + timedelta(days=3), time(9, 30)))
        if entry["title"] in desk.facts:
            desk.publish(entry["title"], key, fields, written_at)
        else:
            _publish(Item(**fields), staff[key, "author"], staff[key, "signatory"], written_at, _list_of(entry))
    return len(entries)


def teach_synonyms() -> None:
    """Teach the search what is said in two ways; before a reindex, which then cuts the texts accordingly."""
    Synonym.objects.bulk_create(Synonym(words=words) for words in SYNONYMS)


def _guide(entry: dict[str, Any]) -> dict[str, Any]:
    note = "本文为演示而拟，只讲通常的办法，不是该单位的文件；条件、标准和日期以主管单位公布的为准。"
    return {"number": "", "genre": "其他", "invented": entry["text"], "note": note, **entry}


def _fields(entry: dict[str, Any], office: Department, column: Category, author: Officer) -> dict[str, Any]:
    return {
        "department": office,
        "category": column,
        "title": entry["title"],
        "body": _body(entry),
        "document_number": entry["number"],
        "genre": entry["genre"],
        "theme": entry["theme"],
        "keywords": entry.get("keywords", ""),
        "source": office.name,
        "formed_on": date.fromisoformat(entry["formed"]),
        "author": author,
    }


def _list_of(entry: dict[str, Any]) -> ItemAttachment | None:
    """Return the list of what to bring, as a workbook; None for a document without one."""
    if "materials" not in entry:
        return None
    rows = [dict(zip(MATERIALS, row, strict=True)) for row in entry["materials"]]
    file = io.BytesIO()
    write_xlsx([Column(header, header) for header in MATERIALS], rows, file, title="材料一览")
    content, name = file.getvalue(), entry["list"]
    facts = {"content_type": CONTENT_TYPES[Format.XLSX], "size": len(content), "sha256": sha256(content).hexdigest()}
    return ItemAttachment(file=ContentFile(content, name), name=name, **facts)


def _publish(
    item: Item, author: Officer, signatory: Officer, written_at: datetime, attachment: ItemAttachment | None
) -> None:
    save_draft(item, by=author, at=written_at)
    if attachment is not None:
        attachment.item = item
        attachment.save()
    submit_item(item, by=author, at=written_at + timedelta(hours=1))
    sign_item(item, by=signatory, at=written_at + timedelta(hours=6))


def leave_on_desks(offices: dict[str, Department], staff: Staff, now: datetime) -> int:
    """Leave invented documents on the desks that can be tried, one to finish and one to sign; return how many."""
    office, author = offices[TRIED], staff[TRIED, "author"]
    column = Category.objects.get(code=NOTICES)
    for title in UNDER_WAY:
        item = Item(
            department=office,
            category=column,
            title=title,
            body=f"<p>（演示）{escape(title)}。</p><p><strong>演示说明：</strong>本文为虚构，供试用起草与签发。</p>",
            genre="公告",
            theme="城乡建设、环境保护",
            source=office.name,
            formed_on=timezone.localdate(now),
            author=author,
        )
        save_draft(item, by=author, at=now)
    submit_item(item, by=author, at=now)
    return len(UNDER_WAY)


def _body(entry: dict[str, Any]) -> str:
    if "invented" in entry:
        note = entry.get("note", "本文为演示而拟，说明本平台如何运行，不是该单位的文件。")
        return "".join(f"<p>{escape(words)}</p>" for words in entry["invented"]) + _remark(note)
    note = f"以上内容摘自{SOURCE}，不是文件原文。"
    if entry["invented_date"]:
        note += "报告没有写明日期，本页的生成日期和发布日期为演示而拟。"
    return f"<p>{escape(entry['report'])}</p>{_remark(note)}"


def _remark(note: str) -> str:
    return f"<p><strong>演示说明：</strong>{note}</p>"
