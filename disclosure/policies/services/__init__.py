"""One function per business action; each an action of its own transaction."""

from disclosure.policies.services.interpretations import (
    drop_interpretation_revision,
    return_interpretation,
    review_interpretation,
    save_interpretation,
    sign_interpretation,
    submit_interpretation,
    withdraw_interpretation,
)
from disclosure.policies.services.policies import (
    drop_policy_revision,
    save_policy,
    sign_policy,
    submit_policy,
    withdraw_policy,
)

__all__ = [
    "drop_interpretation_revision",
    "drop_policy_revision",
    "return_interpretation",
    "review_interpretation",
    "save_interpretation",
    "save_policy",
    "sign_interpretation",
    "sign_policy",
    "submit_interpretation",
    "submit_policy",
    "withdraw_interpretation",
    "withdraw_policy",
]
