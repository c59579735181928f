"""Where an item stands in the office, and who outside sees it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemStatus(TextChoices):
    """Where the working copy stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for sign-off")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ItemVisibility(TextChoices):
    """What the public sees: nothing yet, the current version, or a tombstone."""

    UNPUBLISHED = "unpublished", _("not published")
    PUBLIC = "public", _("public")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ItemKind(TextChoices):
    """What an item carries beside its words; what is more than a document is moved by the services of its own noun."""

    DOCUMENT = "document", _("document")
    POLICY = "policy", _("policy")
    INTERPRETATION = "interpretation", _("interpretation")


class Validity(TextChoices):
    EFFECTIVE = "effective", _("effective")
    NOT_YET = "not_yet", _("not yet effective")
    AMENDED = "amended", _("amended")
    EXPIRED = "expired", _("expired")
    ABOLISHED = "abolished", _("abolished")


class DisclosureMode(TextChoices):
    """How a piece of information may be had (政府信息公开条例 第十九、二十七条)."""

    PROACTIVE = "proactive", _("disclosed proactively")
    ON_REQUEST = "on_request", _("disclosed on request")
    EXEMPT = "exempt", _("not disclosed")


TRANSITIONS: dict[str, frozenset[str]] = {
    ItemStatus.DRAFT: frozenset({ItemStatus.SUBMITTED, ItemStatus.WITHDRAWN}),
    ItemStatus.SUBMITTED: frozenset({ItemStatus.DRAFT, ItemStatus.PUBLISHED, ItemStatus.WITHDRAWN}),
    ItemStatus.PUBLISHED: frozenset({ItemStatus.DRAFT, ItemStatus.WITHDRAWN}),
    ItemStatus.WITHDRAWN: frozenset(),
}
