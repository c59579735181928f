"""Mailboxes (领导信箱, 部门信箱, 连心直通车) and the topics they take."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from interaction.mailboxes.querysets import MailboxQuerySet


class Addressing(models.TextChoices):
    """Who receives a new message."""

    OWNER = "owner", _("the owner, who passes it on")
    CHOSEN = "chosen", _("the office that the sender chooses")


class Mailbox(models.Model):
    """A door for messages: its owner, its rule of time and what it publishes."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    receipt_prefix = models.CharField(
        _("start of the receipt numbers"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,4}\Z", _("Two to four capital letters, such as LD."))],
        help_text=_("Receipt numbers read LD-20261123-0007. Numbers already given out stay as they are."),
    )
    name = models.CharField(_("name"), max_length=40)
    description = models.CharField(_("what it is for"), max_length=200, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="mailboxes", verbose_name=_("owner"))
    addressing = models.CharField(
        _("who receives"), max_length=10, choices=Addressing.choices, default=Addressing.OWNER
    )
    rule_code = models.SlugField(_("rule of time"), max_length=40, default="reply-7-days")
    publishes_replies = models.BooleanField(
        _("publishes replies"), default=True, help_text=_("With the sender's consent and the reviewer's decision only.")
    )
    is_open = models.BooleanField(_("takes messages"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("interaction:write", args=[self.code])


class Topic(models.Model):
    """What a message is about (咨询, 投诉, 建议, 求助 ...)."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="topics", verbose_name=_("mailbox"))
    name = models.CharField(_("name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["mailbox", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="topic_named_once")]

    def __str__(self) -> str:
        return self.name
