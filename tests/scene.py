"""A small city in which every page has something to show, and the list of the pages themselves.

The list is held against the URLconf: a page that nobody added here fails `test_language.py`, so that no page escapes
the walks over all pages (language, accessibility, content security policy).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from departments.clients.services import register_client
from departments.models import Department, Duty, Officer, Order, ResponsiblePerson
from departments.officers.roles import Role
from departments.offices.models import DepartmentKind
from departments.orders.statuses import OrderKind
from disclosure.audits.services import demand_rectification, report_rectification
from disclosure.deliveries.rows import Row
from disclosure.deliveries.services import deliver_rows
from disclosure.models import (
    AuditFinding,
    Category,
    EntryFile,
    FailedQuestion,
    Interpretation,
    Item,
    Policy,
    SearchEntry,
    Statement,
    Subject,
    Subscription,
    Synonym,
    Webhook,
    WebhookAttempt,
)
from disclosure.money.statuses import StatementStatus
from disclosure.search.items import follow_item
from disclosure.search.kinds import FileReason, FileStatus
from disclosure.subscriptions.kinds import Pace
from disclosure.subscriptions.tickets import Wish, confirm_ticket, stop_ticket
from disclosure.webhooks.services import register_webhook
from foundation.outbound.faults import Fault
from interaction.intake.tickets import Ticket, issue_ticket
from interaction.messages.statuses import MessageStatus
from interaction.models import Mailbox, Message
from tests.factories import money
from tests.factories.audits import DELIVERED_ON, MARCH, auditor_in, finding_of, project_of, publish, report_on
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.disclosure import CategoryFactory, published, submitted, withdrawn
from tests.factories.interaction import ChosenMailboxFactory, MailboxFactory, TopicFactory, bring_to, receive
from tests.factories.money_city import MoneyCity, build_money_city
from tests.factories.orders import answered as answered_order
from tests.factories.orders import issued as issued_order
from tests.factories.policies import POLICY_BODY, published_interpretation, published_policy, reviewed_interpretation

NOT_PAGES = {
    "pages:mode": "a switch",
    "pages:language": "a switch",
    "pages:healthz": "for machines",
    "disclosure:attachment": "a file",
    "disclosure:download": "a file",
    "disclosure:money-offices": "a file",
    "disclosure:money-unit-table": "a file",
    "disclosure:money-subject-table": "a file",
    "disclosure:money-datapackage": "for machines",
    "disclosure:money-data-file": "a file",
    "disclosure:money-data-year": "a file",
    "disclosure:audits-download": "a file",
    "disclosure:statement-pdf": "a file",
    "disclosure:statement-docx": "a file",
    "disclosure:policies-table": "a file",
    "disclosure:policy-record-table": "a file",
    "disclosure:policy-paper": "a file",
    "disclosure:interpretations-table": "a file",
    "interaction:own-file": "a file",
    "interaction:withdraw-consent": "an action",
    "interaction:leave": "an action",
    "reports:export": "a file",
    "reports:orders-export": "a file",
    "disclosure:feed": "for machines",
    "disclosure:feed-office": "for machines",
    "disclosure:feed-column": "for machines",
    "disclosure:feed-theme": "for machines",
    "disclosure:robots": "for machines",
    "disclosure:sitemap-index": "for machines",
    "disclosure:sitemap-pages": "for machines",
    "disclosure:sitemap-items": "for machines",
}


@dataclass(frozen=True)
class Scene:
    """What the pages show."""

    city: Department
    office: Department
    item: Item
    gone: Item
    finding: AuditFinding
    policy: Policy
    explanation: Interpretation
    mailbox: Mailbox
    letter: Message
    answered: Message
    chief: Officer
    money: MoneyCity
    subscription: Subscription


def build_scene() -> Scene:
    """Return a city with offices, documents, letters in several states, late ones too."""
    city = CityFactory(name="测试市人民政府", short_name="测试市政府")
    office = DepartmentFactory(
        parent=city, name="测试市环境保护局", short_name="市环保局", duties_text="发布空气质量日报。"
    )
    county = DepartmentFactory(parent=city, name="测试县人民政府", short_name="测试县", kind=DepartmentKind.COUNTY)
    DepartmentFactory(parent=county, name="流波䃥镇人民政府", short_name="流波䃥镇", kind=DepartmentKind.TOWNSHIP)
    for post in ResponsiblePerson.Post:
        ResponsiblePerson.objects.create(department=office, post=post, name="" if post == "leader" else "王某")
    soon = timezone.localdate() + timedelta(days=20)
    column = CategoryFactory(name="公共监管", description="空气、水和食品的监督检查。", update_days=30)
    item = published(office, category=column)
    gone = withdrawn(office, category=column)
    submitted(office, category=column)
    follow_item(item.pk)
    Synonym.objects.create(words="公租房、公共租赁住房")
    failed = {"status": FileStatus.FAILED, "reason": FileReason.ENCRYPTED, "sha256": "7" * 64}
    EntryFile.objects.create(
        entry=SearchEntry.objects.get(), name="加密.pdf", url="/attachments/1/", stored="x", size=1, **failed
    )
    FailedQuestion.objects.create(day=timezone.localdate(), words="垃圾焚烧", times=9)
    deliver_document(office, column)
    old = published_policy(office, category=column, title="测试市油烟防治暂行办法")
    policy = published_policy(
        office, category=column, title="测试市油烟防治办法", valid_until=soon, relations=[("abolishes", old)]
    )
    explanation = published_interpretation(office, category=column, policy=policy)
    reviewed_interpretation(office, category=column, policy=old, body=POLICY_BODY)
    mailbox = ChosenMailboxFactory(department=office, name="部门信箱", receipt_prefix="BM")
    MailboxFactory(department=city, name="领导信箱", receipt_prefix="LD")
    TopicFactory(mailbox=mailbox, name="咨询")
    handler, reviewer = officer_in(office, Role.HANDLER), officer_in(office, Role.CHECKER)
    lately = timezone.now() - timedelta(days=12)
    letter, _code = receive(mailbox, at=lately)
    team = {"handler": handler, "reviewer": reviewer, "at": lately}
    answered = bring_to(MessageStatus.CLOSED, mailbox, **team)
    bring_to(MessageStatus.IN_REVIEW, mailbox, **team)
    money_city = build_money_city(city, office, n=6, years=range(2022, 2024))
    build_money(city, office)
    finding = audit_scene(city, office)
    subscription = Subscription.objects.create(
        digest="5" * 64, data_key=b"", sealed=b"", topic="column", category=column, asked_at=timezone.now()
    )
    webhook_scene(office, column)
    order_scene(city, office, letter)
    chief = officer_in(city, *Role)
    shown = (item, gone, finding, policy, explanation, mailbox, letter, answered)
    return Scene(city, office, *shown, chief, money_city, subscription)


def deliver_document(office: Department, column: Category) -> None:
    """Let an office system deliver a document, which waits for a signature."""
    now, author = timezone.now(), officer_in(office, Role.AUTHOR)
    given = {"scopes": ["items:write"], "acts_for": author, "addresses": [], "by": None, "at": now}
    system, _key = register_client(
        name="办公系统", department=office, expires_on=timezone.localdate(now) + timedelta(days=90), **given
    )
    content = {"department": office.code, "category": column.code, "title": "关于秸秆禁烧工作的通知", "body": "正文。"}
    told = {"formed_on": now.date() - timedelta(days=1), "validity": "effective", "disclosure_mode": "proactive"}
    deliver_rows([Row("来件〔2014〕31号", {**content, **told}, is_to_be_submitted=True)], client=system, at=now)


def build_money(city: Department, office: Department) -> None:
    """Give the office a unit with a statement to be signed, one with errors, and one that was restated."""
    treasury = money.bureau_of(city)
    top = money.finance_unit(city, name="测试市本级", group="government")
    unit = money.finance_unit(office, name="测试市环境保护局", parent=top)
    school = money.finance_unit(office, name="测试市环境学校", parent=unit, group="school")
    money.finance_unit(city, name="测试市机要局", parent=top, is_confidential=True, **money.SECRET)
    for each in (unit, school):
        money.approve(treasury, each)
    money.submitted(school, money.entry(money.UNREASONED))
    money.drafted(unit, money.entry(final="1.50"), year=2022)
    money.restated(unit)


def audit_scene(city: Department, office: Department) -> AuditFinding:
    """Return the finding of a published audit with a project; its rectification is reported and waits."""
    auditors = DepartmentFactory(parent=city, name="测试市审计局", short_name="市审计局")
    report = report_on(auditors, summary="审计了测试市环境保护局的预算执行情况。")
    project = project_of(report, owner=office, auditor="测试造价咨询有限公司")
    finding_of(report, office, project=project, amount=Decimal("12345.60"))
    report = publish(report)
    found = demand_rectification(report, by=auditor_in(auditors), at=MARCH, delivered_on=DELIVERED_ON)
    by = officer_in(office, Role.FINANCE)
    return report_rectification(found[0], by=by, at=timezone.now(), words="滞留资金已全部拨付到位。")


def order_scene(city: Department, office: Department, letter: Message) -> None:
    """Let the city's supervisor have written to the office twice: about a late letter, and an answer still owed."""
    about = Duty.objects.get(title=letter.receipt_number)
    supervisor = officer_in(city, Role.SUPERVISOR)
    answered_order(office, by=supervisor, about=about, kind=OrderKind.URGING)
    issued_order(
        office, by=supervisor, title="政策解读栏目三个月没有更新", kind=OrderKind.RECTIFICATION, rule="order-15-days"
    )


def order_pages() -> dict[str, str]:
    """Return the pages of an order that was answered, and the form for the answer to the other."""
    done, owed = (Order.objects.filter(status=status).first() for status in ("answered", "open"))
    if done is None or owed is None:
        return {}
    place = [done.year, done.serial]
    steps = ("order", "order-close", "order-return", "order-withdraw")
    return {
        **{f"reports:{name}": reverse(f"reports:{name}", args=place) for name in steps},
        "reports:order open": owed.get_absolute_url(),
        "reports:order-issue about": reverse("reports:order-issue") + f"?about={owed.duty_id}",
        "admin:departments_order_answer": reverse("admin:departments_order_answer", args=[owed.pk]),
    }


def webhook_scene(office: Department, column: Category) -> None:
    """Let a receiver of the office be suspended after it failed in several ways."""
    now, address = timezone.now(), "https://receiver.example.gov.cn/changes"
    hook, _secret = register_webhook(
        name="市办公系统", department=office, address=address, kinds=["policy"], category=column, by=None, at=now
    )
    for number, came_of_it in enumerate(
        ({"outcome": "delivered", "status": 200}, {"outcome": "refused", "status": 500, "excerpt": "服务器内部错误"})
    ):
        WebhookAttempt.objects.create(
            webhook=hook, kind="changes", message_id=f"msg_{number}", first_number=1, last_number=7, attempt=1, at=now,
            milliseconds=120, **came_of_it,
        )  # fmt: skip
    for fault in Fault:
        WebhookAttempt.objects.create(
            webhook=hook, kind="ping", message_id="msg_x", attempt=1, at=now, milliseconds=9, outcome="unreached",
            fault=fault,
        )  # fmt: skip
    Webhook.objects.filter(pk=hook.pk).update(suspension="failing", suspended_at=now, failing_since=now, failures=18)


def public_pages(scene: Scene) -> dict[str, str]:
    """Return the address of every page that anybody may open, by the name of its route."""
    return {
        "pages:home": reverse("pages:home"),
        "pages:departments": reverse("pages:departments"),
        "pages:department": reverse("pages:department", args=[scene.office.code]),
        "pages:privacy": reverse("pages:privacy"),
        "pages:accessibility": reverse("pages:accessibility"),
        "pages:sitemap": reverse("pages:sitemap"),
        "pages:demo": reverse("pages:demo"),
        "disclosure:items": reverse("disclosure:items"),
        "disclosure:category": reverse("disclosure:category", args=[scene.item.category.code]),
        "disclosure:item": reverse("disclosure:item", args=[scene.item.pk]),
        "disclosure:item withdrawn": reverse("disclosure:item", args=[scene.gone.pk]),
        "disclosure:search": reverse("disclosure:search") + "?q=通知",
        "disclosure:search by date": reverse("disclosure:search") + "?q=政务公开&sort=date",
        "disclosure:search unasked": reverse("disclosure:search"),
        "disclosure:search in vain": reverse("disclosure:search") + "?q=没有这样的文件",
        "disclosure:policies": reverse("disclosure:policies"),
        "disclosure:policy-register": reverse("disclosure:policy-register"),
        "disclosure:policy-record": reverse("disclosure:policy-record") + "?year=2014&quarter=2",
        "disclosure:policy": reverse("disclosure:policy", args=[scene.policy.pk]),
        "disclosure:interpretations": reverse("disclosure:interpretations"),
        "disclosure:interpretation": reverse("disclosure:interpretation", args=[scene.explanation.pk]),
        "disclosure:data": reverse("disclosure:data"),
        "disclosure:subscribe": reverse("disclosure:subscribe") + f"?office={scene.office.code}",
        "disclosure:subscription-asked": reverse("disclosure:subscription-asked"),
        "disclosure:subscription-confirm": reverse(
            "disclosure:subscription-confirm", args=[confirm_ticket(Wish(scene.subscription.pk, Pace.DAILY))]
        ),
        "disclosure:subscription-confirm late": reverse("disclosure:subscription-confirm", args=["x"]),
        "disclosure:subscription-stop": reverse(
            "disclosure:subscription-stop", args=[stop_ticket(scene.subscription.pk)]
        ),
        "disclosure:version": reverse("disclosure:version", args=[scene.item.pk, 1]),
        **money_pages(scene.money),
        "disclosure:audits": reverse("disclosure:audits"),
        "disclosure:audit-report": scene.finding.report.get_absolute_url(),
        "disclosure:audited-project": scene.finding.report.projects.get().get_absolute_url(),
        "no audit found": reverse("disclosure:audits") + "?q=没有这样的工程",
        "interaction:mailboxes": reverse("interaction:mailboxes"),
        "interaction:write": reverse("interaction:write", args=[scene.mailbox.code]),
        "interaction:query": reverse("interaction:query"),
        "interaction:answers": reverse("interaction:answers"),
        "interaction:answer": reverse("interaction:answer", args=[scene.answered.public_copy.pk]),
        "api:docs": reverse("api:docs"),
        "nothing found": reverse("disclosure:items") + "?q=没有这样的文件",
        "no office found": reverse("pages:departments") + "?q=没有这样的单位",
        "no such page": "/nowhere/",
    }


def money_pages(money: MoneyCity) -> dict[str, str]:
    """Return the pages of public money, by the name of the route and the case."""
    units = {"": money.clean.unit, " corrected": money.corrected.unit, " late": money.late, " exempt": money.exempt}
    subject = Subject.objects.get(scheme="function", code="208")
    return {
        "disclosure:money": reverse("disclosure:money"),
        "disclosure:money late": reverse("disclosure:money") + "?standing=late&sort=-standing",
        "disclosure:money nothing": reverse("disclosure:money") + "?year=2001",
        **{
            f"disclosure:money-unit{case}": reverse("disclosure:money-unit", args=[u.code]) for case, u in units.items()
        },
        "disclosure:money-unit years": reverse("disclosure:money-unit", args=[money.many[0].code]),
        "disclosure:money-due": reverse("disclosure:money-due", args=[money.late.code, "2023", "final_account"]),
        "disclosure:money-statement": reverse("disclosure:money-statement", args=[money.corrected.pk]),
        "disclosure:money-version": reverse("disclosure:money-version", args=[money.corrected.pk, 1]),
        "disclosure:money-tables": reverse("disclosure:money-tables") + "?q=208",
        "disclosure:money-tables empty": reverse("disclosure:money-tables"),
        "disclosure:money-subject": reverse("disclosure:money-subject", args=[subject.pk]),
        "disclosure:money-data": reverse("disclosure:money-data"),
    }


def own_pages() -> dict[str, str]:
    """Return the pages of the one who wrote a letter; they need `ticket_for`."""
    return {name: reverse(name) for name in ("interaction:receipt", "interaction:progress")}


OWN_PAGES = ("index", "password_change", "second_factor", "second_factor_enrol")
"""Pages of the back office that belong to no table."""


def officers_pages() -> dict[str, str]:
    """Return the pages of the supervisors' desk and of the back office, for an officer who holds every role."""
    orders = order_pages()
    listed = (name for name in route_names() if name.startswith("reports:") and name not in {*NOT_PAGES, *orders})
    desk = {name: reverse(name) for name in listed} | orders
    office = {f"admin:{name}": reverse(f"admin:{name}") for name in OWN_PAGES}
    return desk | office | back_office_pages() | money_desk_pages() | webhook_pages() | log_in_pages()


def webhook_pages() -> dict[str, str]:
    """Return the log of a webhook and the questions that it asks, as far as there is one."""
    hook = Webhook.objects.first()
    names = ("attempts", "test", "resume", "skip", "renew") if hook else ()
    return {f"webhook {name}": reverse(f"admin:disclosure_webhook_{name}", args=[hook.pk]) for name in names if hook}


def log_in_pages() -> dict[str, str]:
    """Return what the back office shows of an officer's log-in."""
    officer = Officer.objects.order_by("pk").first()
    return {"admin:departments_officer_log_ins": reverse("admin:departments_officer_log_ins", args=[officer.pk])}


def money_desk_pages() -> dict[str, str]:
    """Return the pages of public money beside the stock ones, as far as rows exist."""
    pages = {
        f"admin:disclosure_{name}": reverse(f"admin:disclosure_{name}")
        for name in ("statement_enter", "approval_enter", "approval_missing")
    }
    pages["approvals found nothing"] = reverse("admin:disclosure_approval_enter") + "?q=没有这样的单位"
    steps = {StatementStatus.DRAFT: ("entry", "submit"), StatementStatus.SUBMITTED: ("explain", "sign", "return")}
    for status, names in steps.items():
        row = Statement.objects.filter(status=status).order_by("pk").first()
        for name in (*names, "change", "history") if row else ():
            pages[f"statement {status} {name}"] = reverse(f"admin:disclosure_statement_{name}", args=[row.pk])
    return pages


def back_office_pages() -> dict[str, str]:
    """Return list, addition, change, history and deletion of every registered table, as far as rows exist."""
    pages = {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        pages[f"admin:{name}_changelist"] = reverse(f"admin:{name}_changelist")
        pages[f"admin:{name}_add"] = reverse(f"admin:{name}_add")
        row = model._default_manager.order_by("pk").first()
        for action in ("change", "history", "delete") if row else ():
            pages[f"admin:{name}_{action}"] = reverse(f"admin:{name}_{action}", args=[row.pk])
    return pages


def ticket_for(message: Message, code: str = "") -> tuple[str, str]:
    """Return name and value of the cookie that opens the pages of the one who wrote `message`."""
    response = HttpResponse()
    issue_ticket(response, Ticket(message.pk, code))
    ((name, morsel),) = response.cookies.items()
    return name, morsel.value


def route_names() -> list[str]:
    """Return the name of every route of the site itself; API and back office have lists of their own."""
    return sorted(set(named_routes(get_resolver())))


def named_routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace not in {"admin", "api"}:
            yield from named_routes(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
