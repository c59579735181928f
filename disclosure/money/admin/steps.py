"""The steps of a statement from draft to published figures and their corrections, each a button with a question."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_steps import Step
from departments.officers.models import Officer
from disclosure.items.forms import ReasonForm, SignatureForm
from disclosure.money.forms import ExplainForm
from disclosure.money.models import Statement, StatementFinding
from disclosure.money.services import (
    check_draft,
    drop_restatement,
    explain_finding,
    return_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.statuses import FindingSeverity, StatementStatus

CHANGE, SIGN = "disclosure.change_statement", "disclosure.sign_statement"


@transaction.atomic
def explain_findings(
    statement: Statement, *, by: Officer, at: datetime, explanations: dict[StatementFinding, str]
) -> None:
    """Explain several warnings at once: all of them or none."""
    for finding, text in explanations.items():
        explain_finding(finding, text, by=by, at=at)


def is_draft(statement: Statement) -> bool:
    return statement.status == StatementStatus.DRAFT


def is_submitted(statement: Statement) -> bool:
    return statement.status == StatementStatus.SUBMITTED


def has_warnings(statement: Statement) -> bool:
    is_open = statement.status != StatementStatus.PUBLISHED
    return is_open and statement.findings.filter(severity=FindingSeverity.WARNING).exists()


STEPS: dict[str, Step] = {
    "check": Step(
        label=_("Check the figures"),
        question=_("Audit the draft now? What is found is listed; the draft stays a draft."),
        done=_("Checked."),
        run=check_draft,
        is_offered=is_draft,
        permission=CHANGE,
    ),
    "submit": Step(
        label=_("Submit for sign-off"),
        question=_(
            "Hand this statement to the signatories? It is audited first: an error keeps it a draft; a warning needs a "
            "written explanation before it can be signed."
        ),
        done=_("Submitted. A signatory of the office publishes it."),
        run=submit_statement,
        is_offered=is_draft,
        permission="disclosure.submit_statement",
    ),
    "explain": Step(
        label=_("Explain warnings"),
        question=_("Say why the figures are right all the same; the public reads it beside them."),
        done=_("The explanations are kept."),
        run=explain_findings,
        is_offered=has_warnings,
        permission=CHANGE,
        form=ExplainForm,
        template="admin/disclosure/statement/explain.html",
    ),
    "sign": Step(
        label=_("Sign and publish"),
        question=_("Sign this statement? It is public at once, and the day of publication can't be changed."),
        done=_("Signed and published."),
        run=sign_statement,
        is_offered=is_submitted,
        permission=SIGN,
        form=SignatureForm,
        template="admin/disclosure/statement/sign.html",
    ),
    "return": Step(
        label=_("Return"),
        question=_("What is to be mended? Whoever enters the figures reads this reason."),
        done=_("Returned to whoever enters it."),
        run=return_statement,
        is_offered=is_submitted,
        permission=SIGN,
        form=ReasonForm,
    ),
    "restate": Step(
        label=_("Restate"),
        question=_(
            "Open the published figures for a correction? The public keeps reading the present ones until the new ones "
            "are signed, and then reads this reason with them."
        ),
        done=_("Open for restatement."),
        run=start_restatement,
        is_offered=lambda statement: statement.status == StatementStatus.PUBLISHED,
        permission=CHANGE,
        form=ReasonForm,
    ),
    "drop": Step(
        label=_("Give the restatement up"),
        question=_("Throw the changes away? The working copy becomes again what the public reads."),
        done=_("The restatement was given up."),
        run=drop_restatement,
        is_offered=lambda statement: is_draft(statement) and statement.is_restatement,
        permission=CHANGE,
    ),
}


def may_return(statement: Any, officer: Officer) -> bool:
    """Tell whether the officer may give a statement back: a signatory, or whoever submitted it."""
    return statement.submitted_by_id == officer.pk or officer.has_perm(SIGN, statement)
