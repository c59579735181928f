"""The answer of the office, and what the public reads of letter and answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from interaction.messages.models.letters import Message
from interaction.messages.statuses import ReplyStatus


class Reply(models.Model):
    """The answer in the three parts that the city's report asks for, then the next step and a phone.

    Source: 六安市2014年政府信息公开工作报告 "依照法律政策、工作进程和客观事实进行回复".
    `imported_text` holds a reply taken over from an older system, word for word.
    """

    message = models.OneToOneField(Message, models.PROTECT, related_name="reply", verbose_name=_("message"))
    law_and_policy = models.TextField(_("law and policy"), blank=True)
    progress = models.TextField(_("progress of the work"), blank=True)
    facts = models.TextField(_("facts"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    contact_phone = models.CharField(_("phone for questions"), max_length=40, blank=True)
    imported_text = models.TextField(_("reply of the older system"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ReplyStatus.choices, default=ReplyStatus.DRAFT)
    drafted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    review_note = models.CharField(_("reviewer's note"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            # review by another person: never luck
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("drafted_by")),
                name="reply_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.message)


class PublicCopy(models.Model):
    """What the public reads of a message: masked once, by the reviewer's decision. Public pages read nothing else.

    The masking needs the sender's name, which may be erased later; therefore it is done at publication and kept.
    """

    message = models.OneToOneField(Message, models.CASCADE, related_name="public_copy", verbose_name=_("message"))
    sender = models.CharField(_("sender, masked"), max_length=20, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    law_and_policy = models.TextField(_("law and policy"), blank=True)
    progress = models.TextField(_("progress of the work"), blank=True)
    facts = models.TextField(_("facts"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    contact_phone = models.CharField(_("phone for questions"), max_length=40, blank=True)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("public copy")
        verbose_name_plural = _("public copies")

    def __str__(self) -> str:
        return self.subject
