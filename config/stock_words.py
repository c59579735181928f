"""Sentences of Django that our translations say in another way; named here so that `make messages` gathers them.

What our own catalogue translates comes before the catalogue of Django. In Chinese the stock site leaves gaps between
its words and the name of a table, says 你 where we say 您, and heads a list with "select ... to change".
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

TITLES = (
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Add %s"),
    _("Change %s"),
    _("View %s"),
    _("Change history: %s"),
    _("Add %(name)s"),
)
ANSWERS = (
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
    _("You don’t have permission to view or edit anything."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("Your password was changed."),
    _(
        "Please enter your old password, for security’s sake, and then enter your new password twice so we can verify "
        "you typed it in correctly."
    ),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("Are you sure?"),
)
RULES = (
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
