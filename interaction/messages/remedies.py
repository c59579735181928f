"""What a sender can do when a message is not taken up: one way on for every reason.

Source: 《信访工作条例》(2022) 第二十二条, 第三十一条; 《政府信息公开条例》; the city's notice to letter writers.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interaction.messages.statuses import DeclineReason

REMEDIES: dict[str, str | Promise] = {
    DeclineReason.NOT_GOVERNMENT: _(
        "Turn to the body in charge: a people's mediation committee for disputes between persons, the consumers' line "
        "12315 for purchases, the legal aid line 12348 for advice."
    ),
    DeclineReason.IN_COURT: _(
        "The court or the arbitration commission decides. Put your request forward in the proceedings; the legal aid "
        "line is 12348."
    ),
    DeclineReason.PETITION_CLOSED: _(
        "The petition went through handling, review and re-examination and is closed. With new facts or evidence you "
        "can write again and name them."
    ),
    DeclineReason.REPEATED: _(
        "Your earlier message on the same matter is being handled. Look up its progress with the receipt number and "
        "query code of that message; what is new can be added there by phone."
    ),
    DeclineReason.NO_SUBSTANCE: _(
        "Write again with the time, the place, what happened and what you ask for, so that the office can check it."
    ),
    DeclineReason.UNLAWFUL: _(
        "Write again without the unlawful content. If you think the decision is wrong, complain to the city's office "
        "for open government, phone 12345."
    ),
    DeclineReason.ADVERTISING: _("The mailbox takes no advertising. A request to the government can be sent anew."),
}


def remedy_for(reason: str) -> str | Promise:
    """Return the way on for a reason of `DeclineReason`."""
    return REMEDIES[reason]
