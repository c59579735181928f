"""Columns and items, named by state. A published item is made by the services, as in life."""

from datetime import UTC, date, datetime
from hashlib import sha256

import factory
from django.core.files.base import ContentFile

from departments.models import Department, Officer
from departments.officers.roles import Role
from disclosure.items.services import save_draft, sign_item, start_revision, submit_item, withdraw_item
from disclosure.models import Category, Item, ItemAttachment
from tests.factories.departments import officer_in

MORNING = datetime(2014, 6, 16, 1, 30, tzinfo=UTC)
"""09:30 in Shanghai."""

BODY = "<p>为贯彻落实信息化提升年活动要求，现将有关事项通知如下。</p>"


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"{90 + n // 99 % 10:02d}{n % 99 + 1:02d}{n // 990:02d}")
    name = factory.Sequence(lambda n: f"测试栏目{n:05d}")


class DraftFactory(factory.django.DjangoModelFactory):
    """A complete draft that could be submitted."""

    class Meta:
        model = Item

    title = factory.Sequence(lambda n: f"关于做好第{n}项政务公开工作的通知")
    body = BODY
    document_number = factory.Sequence(lambda n: f"测政办〔2014〕{n}号")
    genre = "通知"
    theme = "综合政务"
    keywords = "政务公开"
    formed_on = date(2014, 6, 12)
    category = factory.SubFactory(CategoryFactory)
    author = factory.LazyAttribute(lambda item: officer_in(item.department, Role.AUTHOR))


class ItemAttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ItemAttachment

    name = "任务分解表.xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    size = 7
    sha256 = "5" * 64
    file = factory.LazyAttribute(lambda attachment: ContentFile(b"content", name=attachment.name))


def submitted(department: Department, *, at: datetime = MORNING, **fields: object) -> Item:
    """Return an item that waits for sign-off."""
    item = DraftFactory.build(department=department, author=None, **with_category(fields))
    item = save_draft(item, by=officer_in(department, Role.AUTHOR), at=at)
    return submit_item(item, by=item.author, at=at)


def published(department: Department, *, at: datetime = MORNING, by: Officer | None = None, **fields: object) -> Item:
    """Return an item that the public reads."""
    item = submitted(department, at=at, **fields)
    return sign_item(item, by=by or officer_in(department, Role.SIGNATORY), at=at)


def withdrawn(
    department: Department, *, reason: str = "附件含个人信息。", at: datetime = MORNING, **fields: object
) -> Item:
    """Return a published item that was taken back."""
    signatory = officer_in(department, Role.SIGNATORY)
    return withdraw_item(published(department, by=signatory, at=at, **fields), by=signatory, at=at, reason=reason)


def under_revision(department: Department, *, reason: str = "更正附件2的单位名称。", **fields: object) -> Item:
    """Return a published item whose correction was begun by its author."""
    item = published(department, **fields)
    return start_revision(item, by=item.author, at=MORNING, reason=reason)


def corrected_with_file(department: Department) -> Item:
    """Return an item in its second version, to which a file was added."""
    item = under_revision(department, reason="补充附件。")
    ItemAttachmentFactory(item=item, sha256=sha256(b"content").hexdigest())
    return sign_item(
        submit_item(item, by=item.author, at=MORNING), by=officer_in(department, Role.SIGNATORY), at=MORNING
    )


def with_category(fields: dict[str, object]) -> dict[str, object]:
    return fields if "category" in fields else {**fields, "category": CategoryFactory()}
