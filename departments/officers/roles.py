"""Roles an officer can hold in an office, and what each role may do.

Nothing else grants a permission. A permission is `<app>.<action>_<model>`, as Django names it, or a domain verb of the
same form.
Source of the separation of duties: review before publication (政府信息公开条例 第17条), "who drafts does not sign".
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    AUTHOR = "author", _("author")
    CHECKER = "checker", _("checker")
    SECRECY_REVIEWER = "secrecy", _("secrecy reviewer")
    SIGNATORY = "signatory", _("signatory")
    HANDLER = "handler", _("handler of messages")
    FINANCE = "finance", _("finance officer")
    LEGAL = "legal", _("legal office")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMINISTRATOR = "administrator", _("administrator")
    PRIVACY = "privacy", _("privacy officer")
    AUDITOR = "auditor", _("auditor")


GUARDED_ROLES = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Roles that see every office or give rights to others: their holders log in with a second factor.

Source: 信息安全技术 网络安全等级保护基本要求 (GB/T 22239-2019) 8.1.4.1 d, two kinds of proof for those who administer.
"""

VIEW_DUTIES = frozenset(
    {"departments.view_duty", "departments.view_dutyevent", "departments.view_order", "departments.view_orderevent"}
)
"""What an office owes, and what its supervisors wrote to it about that."""

ANSWER_ORDERS = frozenset({"departments.answer_order"})
VIEW_ITEMS = frozenset(
    {
        "disclosure.view_item",
        "disclosure.view_version",
        "disclosure.view_category",
        "disclosure.view_policy",
        "disclosure.view_interpretation",
        "disclosure.view_delivery",
    }
)
VIEW_MONEY = frozenset(
    {
        "disclosure.view_statement",
        "disclosure.view_statementversion",
        "disclosure.view_approval",
        "disclosure.view_financeunit",
        "disclosure.view_statementtable",
    }
)
IMPORT_WORKBOOKS = frozenset(
    {"disclosure.view_importbatch", "disclosure.add_importbatch", "disclosure.change_statementtable"}
)
VIEW_AUDITS = frozenset(
    {"disclosure.view_auditreport", "disclosure.view_auditedproject", "disclosure.view_auditfinding"}
)
RECTIFY = frozenset({"disclosure.view_auditfinding", "disclosure.report_rectification"})
VIEW_SEARCH = frozenset({"disclosure.view_failedquestion", "disclosure.view_entryfile"})
VIEW_MESSAGES = frozenset(
    {"interaction.view_message", "interaction.view_reply", "interaction.view_messageevent", "interaction.view_mailbox"}
)

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.AUTHOR: VIEW_DUTIES
    | VIEW_ITEMS
    | VIEW_SEARCH
    | RECTIFY
    | {"disclosure.add_item", "disclosure.change_item", "disclosure.delete_item", "disclosure.submit_item"}
    | {
        f"disclosure.{action}_{kind}" for action in ("add", "change", "delete") for kind in ("policy", "interpretation")
    },
    Role.CHECKER: VIEW_DUTIES
    | VIEW_MESSAGES
    | ANSWER_ORDERS
    | {"interaction.review_reply", "interaction.hide_message"},
    Role.SECRECY_REVIEWER: VIEW_ITEMS,
    Role.SIGNATORY: VIEW_DUTIES
    | ANSWER_ORDERS
    | VIEW_ITEMS
    | VIEW_MONEY
    | VIEW_SEARCH
    | VIEW_AUDITS
    | {"disclosure.sign_item", "disclosure.withdraw_item", "disclosure.sign_statement"},
    Role.HANDLER: VIEW_DUTIES
    | ANSWER_ORDERS
    | VIEW_MESSAGES
    | {"interaction.change_message", "interaction.handle_message", "interaction.draft_reply"},
    Role.FINANCE: VIEW_DUTIES
    | VIEW_ITEMS
    | VIEW_MONEY
    | RECTIFY
    | {"disclosure.enter_approval", "disclosure.change_statement", "disclosure.submit_statement"}
    | IMPORT_WORKBOOKS,
    Role.LEGAL: VIEW_DUTIES | VIEW_ITEMS | {"disclosure.review_interpretation"},
    Role.SUPERVISOR: VIEW_DUTIES
    | VIEW_ITEMS
    | VIEW_MONEY
    | VIEW_AUDITS
    | VIEW_MESSAGES
    | {
        "reports.view_dashboard",
        "departments.annul_breach",
        "departments.change_clock",
        "departments.issue_order",
        "departments.view_department",
        "departments.view_registerevent",
    },
    Role.ADMINISTRATOR: frozenset(
        f"{app}.{action}_{model}"
        for app, models in {
            "departments": (
                "department",
                "responsibleperson",
                "officer",
                "assignment",
                "apiclient",
                "calendaryear",
                "deadlinerule",
            ),
            "disclosure": ("category", "synonym", "financeunit", "financebureau", "webhook"),
            "interaction": ("mailbox", "topic"),
            "outbox": ("outboxentry",),
        }.items()
        for model in models
        for action in ("view", "add", "change", "delete")
    )
    | {"departments.view_registerevent"}
    | VIEW_SEARCH,
    Role.AUDITOR: VIEW_DUTIES
    | VIEW_ITEMS
    | VIEW_AUDITS
    | {
        f"disclosure.{action}_{model}"
        for model in ("auditreport", "auditedproject", "auditfinding")
        for action in ("add", "change", "delete")
    }
    | {"disclosure.demand_rectification", "disclosure.accept_rectification"},
    Role.PRIVACY: VIEW_MESSAGES | {"interaction.view_sender", "interaction.erase_sender", "interaction.hide_message"},
}


def permissions_of(role: str) -> frozenset[str]:
    """Return what `role` may do; an unknown role may nothing."""
    return ROLE_PERMISSIONS.get(role, frozenset())


def roles_with(permission: str) -> list[str]:
    """Return the roles that grant `permission`."""
    return [role for role, granted in ROLE_PERMISSIONS.items() if permission in granted]
