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
    Order,
    RegisterEvent,
    SweepRun,
)
from departments.officers.roles import Role
from disclosure.models import (
    Approval,
    AuditedProject,
    AuditFinding,
    AuditReport,
    Delivery,
    EntryFile,
    FailedQuestion,
    FinanceBureau,
    FinanceUnit,
    ImportBatch,
    Interpretation,
    Item,
    Policy,
    SearchEntry,
    Statement,
    StatementTable,
    Subject,
    Synonym,
    Webhook,
)
from disclosure.money.services import save_table
from disclosure.money.workbooks.arrivals import Arrival
from disclosure.money.workbooks.batches import receive
from disclosure.money.workbooks.importing import Choice
from disclosure.search.items import follow_item
from disclosure.webhooks.services import register_webhook
from foundation.outbox.models import OutboxEntry
from interaction.messages.senders import SenderDetails
from interaction.models import Mailbox, Message
from tests.factories.audits import finding_of, project_of, report_on
from tests.factories.departments import AssignmentFactory, OfficerFactory, officer_in
from tests.factories.disclosure import CategoryFactory, DraftFactory, ItemAttachmentFactory, published
from tests.factories.interaction import MailboxFactory, bring_to
from tests.factories.money import PROSE, SEPTEMBER, approve, drafted, entry, finance_unit, submitted
from tests.factories.orders import issued
from tests.factories.policies import interpretation_draft, policy_draft, published_interpretation, published_policy
from tests.factories.workbooks import general_table

SENDER = SenderDetails(name="独孤求败", phone="13856400018", email="secret@example.org", address="梅山路绝密小区")
"""Nobody but the handlers of the first office may ever read these words."""


MONEY_PROSE = PROSE.replace("外地考察团减少", "绝不外传的考察")


@dataclass
class World:
    """`rows` holds one row of the first office for each model; `city` those of tables that no office owns."""

    office: Department
    rows: dict[type[models.Model], models.Model]
    city: dict[type[models.Model], models.Model]
    public_item: Item
    draft_statement: models.Model
    public_policy: Policy
    public_interpretation: Interpretation
    attachment: models.Model
    message_file: int
    subject: int
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
        scopes=["statistics:read", "items:write"],
        acts_for=officer_in(office, Role.AUTHOR),
        expires_on=timezone.localdate(now) + timedelta(days=9),
        addresses=[],
        by=None,
        at=now,
    )
    hook, _secret = register_webhook(
        name="隐身的接收方", department=office, address="https://secret.example.gov.cn/x", by=None, at=now
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
    table = save_table(
        statement := drafted(finance_unit(office)), general_table(), by=statement.entered_by, at=SEPTEMBER
    )
    workbooks = [Arrival("尚未公开的账.xlsx", b"x")]
    batch = receive(workbooks, Choice(), department=office, by=statement.entered_by, at=now)
    public_item = published(office, title="已经公开的通知")
    follow_item(public_item.pk)
    entry_file = EntryFile.objects.create(
        entry=SearchEntry.objects.get(), name="读不出来的附件.pdf", url="/x/", stored="x", size=1, sha256="7" * 64
    )
    SweepRun.objects.create(started_at=now, finished_at=now, n_breached=0)
    report = report_on(DraftFactory(department=office, title="尚未公开的草稿之二", category=category))
    queued = OutboxEntry.objects.create(handler="x.y", available_at=now)
    duty = Duty.objects.get(department=office)
    unit = finance_unit(office, name="绝不外传的预算单位")
    treasury = FinanceBureau.objects.create(department=office, territory=office)
    approval = approve(treasury, unit, document_number="测财批〔2024〕7号")
    statement = submitted(unit, entry(MONEY_PROSE))
    delivery = Delivery.objects.create(
        client=machine,
        key="尚未公开的来件号",
        digest="5" * 64,
        desk_digest="5" * 64,
        item=DraftFactory(department=office, title="尚未公开的草稿之三", category=category),
        author=officer,
        at=now,
    )
    rows: dict[type[models.Model], models.Model] = {
        Department: office,
        Officer: officer,
        Assignment: officer.assignments.get(),
        ApiClient: machine,
        RegisterEvent: RegisterEvent.objects.filter(department=office).latest("pk"),
        Duty: duty,
        Order: issued(office, title="绝不外传的督办", demand="督办要求只给本局看。", about=duty, at=now),
        Item: draft,
        Delivery: delivery,
        ImportBatch: batch,
        StatementTable: table,
        EntryFile: entry_file,
        Policy: policy_draft(office, title="尚未公开的文件"),
        Interpretation: interpretation_draft(office, title="尚未公开的解读"),
        Mailbox: mailbox,
        Message: letter,
        FinanceUnit: unit,
        FinanceBureau: treasury,
        Approval: approval,
        Statement: statement,
        AuditReport: report,
        AuditedProject: project_of(report, name="还没公布的审计项目"),
        AuditFinding: finding_of(report, text="还没公布的审计问题"),
        Webhook: hook,
    }
    policy = published_policy(
        office, title="已经公开的文件", must_be_interpreted=False, policy_class="other", category=category
    )
    return World(
        office=office,
        rows=rows,
        city={
            type(category): category,
            OutboxEntry: queued,
            Synonym: Synonym.objects.create(words="公租房、公共租赁住房"),
            FailedQuestion: FailedQuestion.objects.create(day=timezone.localdate(now), words="垃圾焚烧"),
            DeadlineRule: DeadlineRule.objects.first(),
            CalendarYear: CalendarYear.objects.first(),
        },
        draft_statement=drafted(finance_unit(office)),
        public_item=public_item,
        public_policy=policy,
        public_interpretation=published_interpretation(office, title="已经公开的解读", policy=policy),
        attachment=ItemAttachmentFactory(item=draft, name="尚未公开的附件.xlsx"),
        message_file=1,
        subject=Subject.objects.create(scheme="function", code="208", name="社会保障和就业支出").pk,
        secrets=(
            "hidden.person",
            "隐身干部",
            "隐身系统",
            "隐身的接收方",
            "secret.example.gov.cn",
            "尚未公开的草稿",
            "尚未公开的附件",
            "尚未公开的来件号",
            "尚未公开的账",
            "还没公布的审计",
            "读不出来的附件",
            "尚未公开的文件",
            "尚未公开的解读",
            "绝不外传的来信",
            "绝不外传的督办",
            "督办要求只给",
            "信中所写",
            "绝不外传的考察",
            letter.receipt_number,
            *(word for word in (SENDER.name, SENDER.phone, SENDER.email, SENDER.address) if word),
        ),
    )
