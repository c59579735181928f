"""What is done with audits: reports, projects and findings entered, rectification demanded, reported and accepted."""

from disclosure.audits.services.entry import (
    ProjectEntry,
    delete_entry,
    import_projects,
    save_finding,
    save_project,
    save_report,
)
from disclosure.audits.services.rectification import (
    accept_rectification,
    demand_rectification,
    drop_demand,
    reject_rectification,
    report_rectification,
)

__all__ = [
    "ProjectEntry",
    "accept_rectification",
    "delete_entry",
    "demand_rectification",
    "drop_demand",
    "import_projects",
    "reject_rectification",
    "report_rectification",
    "save_finding",
    "save_project",
    "save_report",
]
