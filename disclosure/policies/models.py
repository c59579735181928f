"""Policies and their interpretations: items that carry more than words, and what policies say of each other."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.items.models import Item
from disclosure.policies.querysets import InterpretationQuerySet, PolicyQuerySet
from disclosure.policies.statuses import InterpretationForm, InterpretationRule, PolicyClass, RelationKind, TermRule


class ExternalReference(models.Model):
    """A policy that stands elsewhere: of the state, the province, another city."""

    external_title = models.CharField(_("title of the policy elsewhere"), max_length=200, blank=True)
    external_number = models.CharField(_("its document number"), max_length=60, blank=True)
    external_issuer = models.CharField(_("its issuing office"), max_length=100, blank=True)
    external_address = models.CharField(
        _("its address on the web"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Beginning with https:// or http://."),
    )

    class Meta:
        abstract = True


class Policy(Item):
    """A rule or normative document: an item with a class, a term, relations and, perhaps, an interpretation owed.

    Class, term and plan are working copy like the words, and stand in the version's annex once signed. The last four
    columns are the register's, written at publication by services alone: what the public's version says, since when an
    interpretation of the drafting office is public, and the duty to publish one.
    """

    item = models.OneToOneField(Item, models.CASCADE, parent_link=True, primary_key=True, related_name="as_policy")
    policy_class = models.CharField(
        _("class"), max_length=10, choices=PolicyClass.choices, default=PolicyClass.NORMATIVE
    )
    term_rule = models.SlugField(
        _("term"), max_length=40, choices=TermRule.choices, default=TermRule.FIVE_YEARS, blank=True
    )
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The last day in force, if the document names one; otherwise the term is counted from its effect."),
    )
    must_be_interpreted = models.BooleanField(_("must be interpreted"), default=True)
    interpretation_rule = models.SlugField(
        _("interpretation due"),
        max_length=40,
        choices=InterpretationRule.choices,
        default=InterpretationRule.THREE_WORKING_DAYS,
    )
    interpretation_plan = models.TextField(
        _("interpretation plan"),
        blank=True,
        help_text=_(
            "Who interprets it, in which form, by when. Prepared, signed and published with the policy (三同步)."
        ),
    )
    listed_class = models.CharField(_("class as published"), max_length=10, choices=PolicyClass.choices, blank=True)
    owes_interpretation = models.BooleanField(_("interpretation owed"), default=False)
    interpreted_on = models.DateField(_("interpreted on"), null=True, blank=True)
    interpretation_duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duty to interpret")
    )
    expiry_told_for = models.DateField(null=True, blank=True, editable=False)

    objects = PolicyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["-pk"]
        indexes = [
            # the rate of interpretation, and the policies without one
            models.Index(
                fields=["interpreted_on"], condition=Q(owes_interpretation=True), name="policy_owed_interpretation"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.document_number

    @property
    def drafting_office(self) -> Department:
        """Return the office that drafted it and therefore interprets it (谁起草谁解读)."""
        return self.drafting_department or self.department


class PolicyRelation(ExternalReference):
    """What the working copy of a policy says of another document, here or elsewhere."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="relations", verbose_name=_("policy"))
    kind = models.CharField(_("relation"), max_length=10, choices=RelationKind.choices)
    target = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document here"),
        help_text=_("A document published on this site; leave empty if it stands elsewhere."),
    )
    effective_on = models.DateField(
        pgettext_lazy("day", "from"),
        null=True,
        blank=True,
        help_text=_("Empty: from the day on which the policy itself takes effect."),
    )

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations to other documents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, external_title="") | (Q(target=None) & ~Q(external_title="")),
                name="policy_relation_here_or_elsewhere",
                violation_error_message=_(
                    "Choose a document of this site, or name one that stands elsewhere; not both."
                ),
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=F("policy")),
                name="policy_relation_to_another",
                violation_error_message=_("A policy can't change itself; choose another document."),
            ),
            models.UniqueConstraint(fields=["policy", "kind", "target"], name="policy_relation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target or self.external_title}"


class StandingRelation(models.Model):
    """What the version that the public reads says of another document here; `since` is the first day of its effect.

    Rewritten with each publication of the policy and gone with its withdrawal: the register of validity is reckoned
    from these rows.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="standing_relations", verbose_name=_("policy"))
    kind = models.CharField(_("relation"), max_length=10, choices=RelationKind.choices)
    target = models.ForeignKey(Item, models.PROTECT, related_name="relations_from", verbose_name=_("document"))
    since = models.DateField(_("since"))

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["policy", "kind", "target"], name="standing_relation_once")]
        # what other policies say of a document: its page, its validity
        indexes = [models.Index(fields=["target", "kind", "since"], name="standing_relation_by_target")]

    def __str__(self) -> str:
        return f"{self.policy} {self.get_kind_display()} {self.target}"


class Interpretation(ExternalReference, Item):
    """解读: an item that explains a policy of this site or one that stands elsewhere.

    Written by the drafting office, reviewed by the legal office with experts, signed like every item. `reviewed_digest`
    is the digest of the words that the legal office read; a review stands for these words alone.
    """

    item = models.OneToOneField(
        Item, models.CASCADE, parent_link=True, primary_key=True, related_name="as_interpretation"
    )
    policy = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interpretations",
        verbose_name=_("policy"),
        help_text=_("A policy published on this site; leave empty if it stands elsewhere."),
    )
    form = models.CharField(
        _("form"), max_length=10, choices=InterpretationForm.choices, default=InterpretationForm.TEXT
    )
    drafter = models.CharField(_("drafted by (name and post)"), max_length=60, blank=True)
    responsible_official = models.CharField(_("responsible official (name and post)"), max_length=60, blank=True)
    legal_office = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_interpretations",
        verbose_name=_("legal office"),
    )
    experts = models.CharField(_("experts (names and posts)"), max_length=200, blank=True)
    reviewed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_digest = models.CharField(max_length=64, blank=True, editable=False)
    review_note = models.CharField(_("what legal office and experts said"), max_length=200, blank=True)

    objects = InterpretationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(policy__isnull=False, external_title="") | (Q(policy=None) & ~Q(external_title="")),
                name="interpretation_here_or_elsewhere",
                violation_error_message=_("Choose a policy of this site, or name one that stands elsewhere; not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
