"""The first office with something of everything, for walks through all routes; and the words kept from outsiders."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from departments.clients.services import register_client
from departments.models import (
    ApiClient,
    Assignment,
    CalendarYear,
    DeadlineRule,
    Department,
    Duty,
    Officer,
    RegisterEvent,
    SweepRun,
)
from departments.officers.roles import Role
from disclosure.models import Interpretation, Item, Policy
from foundation.outbox.models import OutboxEntry
from interaction.messages.senders import SenderDetails
from interaction.models import Mailbox, Message
from tests.factories.departments import AssignmentFactory, OfficerFactory, officer_in
from tests.factories.disclosure import CategoryFactory, DraftFactory, ItemAttachmentFactory, published
from tests.factories.interaction import MailboxFactory, bring_to
from tests.factories.policies import interpretation_draft, policy_draft, published_interpretation, published_policy

SENDER = SenderDetails(name="独孤求败", phone="13856400018", email="secret@example.org", address="梅山路绝密小区")
"""Nobody but the handlers of the first office may ever read these words."""


@dataclass
class World:
    """`rows` holds one row of the first office for each model; `city` those of tables that no office owns."""

    office: Department
    rows: dict[type[models.Model], models.Model]
    city: dict[type[models.Model], models.Model]
    public_item: Item
    public_policy: Policy
    public_interpretation: Interpretation
    attachment: models.Model
    message_file: int
    secrets: tuple[str, ...]

    def row(self, model: type[models.Model]) -> Any:
        return self.rows.get(model) or self.city.get(model)

    def content_type_of(self, model: type[models.Model]) -> int:
        return ContentType.objects.get_for_model(model).pk


def build_world(office: Department) -> World:
    """Fill the office: people, a key, a draft, a letter with its reply and duty; and what the city keeps."""
    now = timezone.now()
    officer = OfficerFactory(username="hidden.person", name="隐身干部")
    AssignmentFactory(officer=officer, department=office, role=Role.HANDLER)
    machine, _key = register_client(
        name="隐身系统",
        department=office,
        scopes=["statistics:read"],
        expires_on=timezone.localdate(now) + timedelta(days=9),
        addresses=[],
        by=None,
        at=now,
    )
    category = CategoryFactory()
    draft = DraftFactory(department=office, title="尚未公开的草稿", category=category)
    mailbox = MailboxFactory(department=office, name="本局信箱")
    letter = bring_to(
        "in_review",
        mailbox,
        handler=officer,
        reviewer=officer_in(office, Role.CHECKER),
        subject="绝不外传的来信",
        text="信中所写只给本局看。",
        sender=SENDER,
    )
    SweepRun.objects.create(started_at=now, finished_at=now, n_breached=0)
    entry = OutboxEntry.objects.create(handler="x.y", available_at=now)
    rows: dict[type[models.Model], models.Model] = {
        Department: office,
        Officer: officer,
        Assignment: officer.assignments.get(),
        ApiClient: machine,
        RegisterEvent: RegisterEvent.objects.filter(department=office).latest("pk"),
        Duty: Duty.objects.get(department=office),
        Item: draft,
        Policy: policy_draft(office, title="尚未公开的文件"),
        Interpretation: interpretation_draft(office, title="尚未公开的解读"),
        Mailbox: mailbox,
        Message: letter,
    }
    policy = published_policy(
        office, title="已经公开的文件", must_be_interpreted=False, policy_class="other", category=category
    )
    return World(
        office=office,
        rows=rows,
        city={
            type(category): category,
            OutboxEntry: entry,
            DeadlineRule: DeadlineRule.objects.first(),
            CalendarYear: CalendarYear.objects.first(),
        },
        public_item=published(office, title="已经公开的通知"),
        public_policy=policy,
        public_interpretation=published_interpretation(office, title="已经公开的解读", policy=policy),
        attachment=ItemAttachmentFactory(item=draft, name="尚未公开的附件.xlsx"),
        message_file=1,
        secrets=(
            "hidden.person",
            "隐身干部",
            "隐身系统",
            "尚未公开的草稿",
            "尚未公开的附件",
            "尚未公开的文件",
            "尚未公开的解读",
            "绝不外传的来信",
            "信中所写",
            letter.receipt_number,
            *(word for word in (SENDER.name, SENDER.phone, SENDER.email, SENDER.address) if word),
        ),
    )
