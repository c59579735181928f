"""Who of an office acts on which duty: whoever holds a role that may meet it. Pure."""

from departments.duties.kinds import DutyKind
from departments.officers.roles import roles_with

TO_MEET: dict[str, str] = {
    DutyKind.REPLY: "interaction.draft_reply",
    DutyKind.PUBLICATION: "disclosure.submit_statement",
    DutyKind.RECTIFICATION: "disclosure.report_rectification",
    DutyKind.INTERPRETATION: "disclosure.add_interpretation",
    DutyKind.ORDER: "departments.answer_order",
}
"""What an officer must be allowed so that the duty can be met; the permissions belong to the floors above."""


def roles_that_act(kind: str) -> list[str]:
    """Return the roles whose holders act on duties of this kind."""
    return roles_with(TO_MEET[kind])
