"""What a signatory is asked to confirm: nothing here forbids a signature, people decide."""

from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.items.sanitising import plain_text
from disclosure.policies.models import Interpretation, Policy
from disclosure.policies.overlap import Overlap, Verdict, measure
from disclosure.policies.statuses import PolicyClass
from foundation.refusals import Refusal

Warnings = Mapping[str, str | Promise]
"""Code of a warning to its sentence."""


def policy_warnings(policy: Policy) -> Warnings:
    """Return what is doubtful about signing a policy now."""
    if not policy.must_be_interpreted:
        if policy.policy_class == PolicyClass.OTHER:
            return {}
        return {"not_interpreted": _("A rule or normative document without an interpretation: is that meant?")}
    if policy.interpretation_plan.strip():
        return {}
    return {
        "no_plan": _(
            "There is no interpretation plan. Plan, interpretation and policy belong together (三同步); the drafting "
            "office will owe an interpretation all the same."
        )
    }


def interpretation_warnings(interpretation: Interpretation) -> Warnings:
    """Return what is doubtful about signing an interpretation now."""
    overlap = overlap_of(interpretation)
    if overlap is None or overlap.verdict == Verdict.GENUINE:
        return {}
    if overlap.verdict == Verdict.COPY:
        return {"copy": _("Most of it are sentences of the policy itself; see which. Does it explain anything?")}
    return {"summary_only": _("It lists what the articles say and explains nothing; see which sentences.")}


def overlap_of(interpretation: Interpretation) -> Overlap | None:
    """Return what the working copy has of its policy; None where one of them has no text here to be compared."""
    if interpretation.policy is None:
        return None
    policy = interpretation.policy
    shown = policy.current_version or policy
    text, own = plain_text(shown.body), plain_text(interpretation.body)
    return measure(text, own) if text and own else None


def require_confirmed(warnings: Warnings, confirmed: Collection[str]) -> None:
    """Raise Refusal naming the first warning that nobody confirmed; its code is `confirm_` and the warning's."""
    for code, message in warnings.items():
        if code not in confirmed:
            raise Refusal(message, code=f"confirm_{code}")
