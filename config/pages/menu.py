"""The menu of the back office: the tables grouped as officers think of them, not as apps of the software."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# heading -> models in their order; what is not named stands at the end under its app
GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "disclosure",
        _("Disclosure"),
        (
            "disclosure.item",
            "disclosure.policy",
            "disclosure.interpretation",
            "disclosure.delivery",
            "disclosure.category",
        ),
    ),
    ("search", _("Search"), ("disclosure.failedquestion", "disclosure.entryfile", "disclosure.synonym")),
    (
        "money",
        _("Public money"),
        (
            "disclosure.statement",
            "disclosure.statementtable",
            "disclosure.importbatch",
            "disclosure.approval",
            "disclosure.financeunit",
            "disclosure.financebureau",
        ),
    ),
    (
        "audits",
        _("Audits"),
        ("disclosure.auditreport", "disclosure.auditedproject", "disclosure.auditfinding"),
    ),
    (
        "interaction",
        _("Letters"),
        ("interaction.message", "interaction.reply", "interaction.mailbox", "interaction.topic"),
    ),
    (
        "duties",
        _("Duties and time"),
        ("departments.duty", "departments.order", "departments.deadlinerule", "departments.calendaryear"),
    ),
    (
        "offices",
        _("Offices and people"),
        (
            "departments.department",
            "departments.responsibleperson",
            "departments.officer",
            "departments.assignment",
            "departments.registerevent",
        ),
    ),
    ("system", _("System"), ("departments.apiclient", "disclosure.webhook", "outbox.outboxentry")),
)


def grouped(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the app list of the admin site with its models under our headings; empty headings fall away."""
    models = {model["model"]._meta.label_lower: (app, model) for app in apps for model in app["models"]}
    menu = []
    for key, name, labels in GROUPS:
        found = [models.pop(label) for label in labels if label in models]
        if found:
            menu.append(heading(found[0][0], key, name, [model for _app, model in found]))
    for app in apps:
        rest = [model for owner, model in models.values() if owner is app]
        if rest:
            menu.append(heading(app, app["app_label"], app["name"], rest))
    return menu


def heading(app: dict[str, Any], key: str, name: Any, models: list[dict[str, Any]]) -> dict[str, Any]:
    return {**app, "app_label": key, "name": name, "models": models}
