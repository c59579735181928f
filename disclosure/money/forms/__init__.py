"""The forms of the back office of public money."""

from disclosure.money.forms.approvals import ApprovalsChoiceForm, ApprovalsForm
from disclosure.money.forms.entry import EntryForm
from disclosure.money.forms.steps import ChoiceForm, ExplainForm
from disclosure.money.forms.units import FinanceUnitForm

__all__ = [
    "ApprovalsChoiceForm",
    "ApprovalsForm",
    "ChoiceForm",
    "EntryForm",
    "ExplainForm",
    "FinanceUnitForm",
]
