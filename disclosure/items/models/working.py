"""The item: its working copy, its place in the catalogue, its number, and the steps it took."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.items.models.content import ItemContent
from disclosure.items.querysets import ItemQuerySet
from disclosure.items.statuses import DisclosureMode, ItemKind, ItemStatus, ItemVisibility
from disclosure.items.validity import Register
from foundation.files.serving import private_storage

PAGES: dict[str, str] = {
    ItemKind.DOCUMENT: "item",
    ItemKind.POLICY: "policy",
    ItemKind.INTERPRETATION: "interpretation",
}
"""The route of the page of an item, by its kind; /items/{pk}/ leads to all of them."""


class Item(ItemContent):
    """One document: its working copy and its place. The public reads `current_version`, never this row's content.

    `amended_since`, `abolished_since`, `lapsed_since` are the register's: first days of what others or time did to it.
    """

    kind = models.CharField(
        _("kind"),
        max_length=15,
        choices=ItemKind.choices,
        default=ItemKind.DOCUMENT,
        db_default=models.Value(ItemKind.DOCUMENT.value),
    )
    amended_since = models.DateField(_("amended since"), null=True, blank=True)
    abolished_since = models.DateField(_("abolished since"), null=True, blank=True)
    lapsed_since = models.DateField(_("expired since"), null=True, blank=True)

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="items", verbose_name=_("publishing office")
    )
    co_issuers = models.ManyToManyField(
        Department, blank=True, related_name="co_issued_items", verbose_name=_("further issuing offices")
    )
    drafting_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafted_items",
        verbose_name=_("drafting office"),
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="items", verbose_name=_("column"))
    disclosure_mode = models.CharField(
        _("mode of disclosure"), max_length=10, choices=DisclosureMode.choices, default=DisclosureMode.PROACTIVE
    )
    status = models.CharField(_("status"), max_length=10, choices=ItemStatus.choices, default=ItemStatus.DRAFT)
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=ItemVisibility.choices, default=ItemVisibility.UNPUBLISHED
    )
    index_number = models.CharField(_("index number"), max_length=40, null=True, blank=True, unique=True)
    current_version = models.OneToOneField(
        "Version", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("current version")
    )
    first_published_at = models.DateTimeField(_("first published at"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of withdrawal"), max_length=200, blank=True)
    exemption_basis = models.CharField(
        _("legal reason for not disclosing"),
        max_length=200,
        blank=True,
        help_text=_("Article and reason, for example: 政府信息公开条例 第十四条, state secret."),
    )
    author = models.ForeignKey(Officer, models.PROTECT, related_name="authored_items", verbose_name=_("author"))
    editors = models.ManyToManyField(
        Officer,
        blank=True,
        related_name="+",
        verbose_name=_("editors"),
        help_text=_("Who changed the working copy since it was last published; none of them may sign it."),
    )
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    signed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility="unpublished") | Q(first_published_at__isnull=False, index_number__isnull=False),
                name="item_public_has_index_number",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="public") | Q(current_version__isnull=False), name="item_public_has_version"
            ),
            models.CheckConstraint(
                condition=Q(visibility="unpublished") | Q(disclosure_mode="proactive"),
                name="item_public_is_proactive",
            ),
            models.CheckConstraint(
                condition=~Q(disclosure_mode="exempt")
                | (Q(title="", summary="", body="", keywords="") & ~Q(document_number="") & ~Q(exemption_basis="")),
                name="item_exempt_is_number_and_reason",
                violation_error_message=_(
                    "What is not disclosed is a number, a date and a legal reason, nothing else."
                ),
            ),
        ]
        indexes = [
            # public lists, newest first: all, of an office, of a column (keyset on the same order)
            models.Index(fields=["-published_on", "-id"], condition=Q(visibility="public"), name="item_public_newest"),
            models.Index(
                fields=["department", "-published_on", "-id"],
                condition=Q(visibility="public"),
                name="item_public_by_department",
            ),
            models.Index(
                fields=["category", "-published_on", "-id"],
                condition=Q(visibility="public"),
                name="item_public_by_category",
            ),
            # an office's list narrowed to a column, newest first
            models.Index(
                fields=["department", "category", "-published_on"],
                condition=Q(visibility="public"),
                name="item_public_freshness",
            ),
            # the library of policies and the list of interpretations, newest first
            models.Index(
                fields=["kind", "-published_on", "-id"],
                condition=Q(visibility="public") & ~Q(kind="document"),
                name="item_public_by_kind",
            ),
            # what waits for an author or a signatory
            models.Index(fields=["department", "status", "-id"], name="item_by_status"),
        ]

    def __str__(self) -> str:
        return self.title or self.document_number

    def get_absolute_url(self) -> str:
        return reverse(f"disclosure:{PAGES[self.kind]}", args=[self.pk])

    @property
    def register(self) -> Register:
        """Return what later documents and the end of its term did to the item."""
        return Register(self.amended_since, self.abolished_since, self.lapsed_since)

    @property
    def is_public(self) -> bool:
        return self.visibility == ItemVisibility.PUBLIC

    @property
    def is_editable(self) -> bool:
        """Tell whether the working copy may be changed: only while it is a draft."""
        return self.status == ItemStatus.DRAFT

    @property
    def is_revision(self) -> bool:
        """Tell whether the working copy corrects something that the public has been reading."""
        return self.first_published_at is not None


class ItemAttachment(models.Model):
    """A file of the working copy; published by copying its row into the version."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="attachments", verbose_name=_("item"))
    file = models.FileField(_("file"), storage=private_storage, upload_to="items/%Y/%m")
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ItemEvent(models.Model):
    """A step of an item: who moved it from where to where, when and why; append-only."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="events", verbose_name=_("item"))
    status_before = models.CharField(_("from"), max_length=10, choices=ItemStatus.choices, blank=True)
    status_after = models.CharField(_("to"), max_length=10, choices=ItemStatus.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of an item")
        verbose_name_plural = _("steps of items")
        ordering = ["item", "pk"]

    def __str__(self) -> str:
        return f"{self.get_status_after_display()} {self.at:%Y-%m-%d}"


class IndexSerial(models.Model):
    """The last serial given out for an office and month; locked while an index number is allocated."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    month = models.CharField(max_length=6)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "month"], name="index_serial_one_per_month")]

    def __str__(self) -> str:
        return f"{self.department_id}/{self.month}-{self.last:05d}"
