"""What is found, how a file stands, how hits are ordered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    """What an entry stands for; the noun that owns the thing writes the entry."""

    ITEM = "item", _("document")
    POLICY = "policy", _("policy")
    INTERPRETATION = "interpretation", _("interpretation")


ITEM_KINDS = (EntryKind.ITEM, EntryKind.POLICY, EntryKind.INTERPRETATION)
"""The kinds of items; their keys are the primary keys of items, so that none is met twice."""


class FileStatus(TextChoices):
    """Whether the words of an attachment are known."""

    WAITING = "waiting", _("waiting to be read")
    READ = "read", _("read")
    SKIPPED = "skipped", _("not readable by machine")
    FAILED = "failed", _("failed")


class Order(TextChoices):
    RELEVANCE = "relevance", _("by relevance")
    DATE = "date", _("by date")


class FileReason(TextChoices):
    """Why the words of an attachment are not known (foundation/extraction)."""

    ENCRYPTED = "encrypted", _("protected by a password")
    DAMAGED = "damaged", _("damaged or gone")
    TOO_HEAVY = "too_heavy", _("too large, or takes too long to read")
    CRASHED = "crashed", _("the reader broke off")
    FORMAT = "format", _("a format that is not read (OFD, WPS, Word 97, pictures)")
    EMPTY = "empty", _("holds no text (scanned pages)")
