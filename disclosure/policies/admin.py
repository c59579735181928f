"""The back office of policies and interpretations: that of items, with the steps of their own services."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import OwnedInline, officer_of
from departments.officers.admin_steps import Step
from departments.officers.models import Assignment, Officer
from departments.officers.roles import Role
from departments.officers.scoping import may
from departments.offices.models import Department
from disclosure.items.admin import STAMPS, ItemAdmin
from disclosure.items.admin_attachments import AttachmentInline
from disclosure.items.models import Item
from disclosure.items.presentation import STATUS_TONES
from disclosure.items.publication import working_digest
from disclosure.items.statuses import ItemKind, ItemStatus
from disclosure.policies.annexes import interpretation_annex, policy_annex
from disclosure.policies.forms import (
    INTERPRETATION_FIELDS,
    POLICY_FIELDS,
    ConfirmingForm,
    InterpretationItemForm,
    PolicyForm,
    RelationForm,
    RelationFormSet,
    ReviewForm,
)
from disclosure.policies.models import Interpretation, Policy, PolicyRelation
from disclosure.policies.presentation import interpretation_facts, policy_facts, relation_lines
from disclosure.policies.services import (
    drop_interpretation_revision,
    drop_policy_revision,
    return_interpretation,
    review_interpretation,
    save_interpretation,
    save_policy,
    sign_interpretation,
    sign_policy,
    submit_interpretation,
    submit_policy,
    withdraw_interpretation,
    withdraw_policy,
)
from disclosure.policies.services.interpretations import REVIEW
from disclosure.policies.warnings import interpretation_warnings, overlap_of, policy_warnings
from foundation.badges import badge

REGISTER = (
    "listed_class",
    "amended_since",
    "abolished_since",
    "lapsed_since",
    "interpretation_duty",
    "interpreted_on",
)
SUBJECT = INTERPRETATION_FIELDS[:6]
"""What is interpreted and in which form; fixed by publication."""

REVIEWED = ("reviewed_by", "reviewed_at", "review_note")


class RelationInline(OwnedInline, admin.TabularInline):
    """What the working copy says of other documents: any that is public here, or one that stands elsewhere."""

    model = PolicyRelation
    fk_name = "policy"
    form = RelationForm
    formset = RelationFormSet
    autocomplete_fields: ClassVar[Any] = ("target",)
    extra = 0

    def choices_of(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        if db_field.name == "target":
            return Item.objects.published()
        return super().choices_of(db_field, request)


class CarrierAdmin(ItemAdmin):
    """What policies and interpretations share: a signature that asks for what is doubtful to be confirmed."""

    def warnings_of(self, obj: Any) -> Mapping[str, Any]:
        raise NotImplementedError

    def step_form(self, request: HttpRequest, step: Step, obj: Any) -> forms.Form | None:
        form = super().step_form(request, step, obj)
        if isinstance(form, ConfirmingForm):
            warnings = self.warnings_of(obj)
            if warnings:
                form.fields["confirmed"].choices = list(warnings.items())  # type: ignore[attr-defined]
            else:
                del form.fields["confirmed"]
        if step.form in {ConfirmingForm, ReviewForm} and form and not form.is_bound:
            form.initial["seen"] = working_digest(obj)
        return form


@admin.register(Policy)
class PolicyAdmin(CarrierAdmin):
    """Policies of the own scope, with what they say of others and the plan of their interpretation."""

    kind = ItemKind.POLICY
    form = PolicyForm
    list_display: Any = (
        "heading",
        "document_number",
        "department",
        "policy_class",
        "standing",
        "published_on",
        "explained",
    )
    list_filter: ClassVar[Any] = (
        "status",
        "visibility",
        "policy_class",
        "owes_interpretation",
        "department",
        "published_on",
    )
    readonly_fields: ClassVar[Any] = (*STAMPS, *REGISTER)
    inlines: ClassVar[Any] = (RelationInline, AttachmentInline)
    fieldsets: ClassVar[Any] = (
        *ItemAdmin.fieldsets[:-1],
        (_("Class and term"), {"fields": POLICY_FIELDS[:3]}),
        (_("Interpretation"), {"fields": POLICY_FIELDS[3:]}),
        (_("Course"), {"fields": (*STAMPS, *REGISTER)}),
    )
    steps: ClassVar[dict[str, Step]] = {
        **ItemAdmin.steps,
        "submit": replace(ItemAdmin.steps["submit"], run=submit_policy),
        "sign": replace(
            ItemAdmin.steps["sign"],
            run=sign_policy,
            form=ConfirmingForm,
            template="admin/disclosure/policy/sign.html",
            question=_(
                "Sign this policy? It is public at once; what it amends or abolishes changes with it, and the drafting "
                "office owes its interpretation."
            ),
        ),
        "drop": replace(ItemAdmin.steps["drop"], run=drop_policy_revision),
        "withdraw": replace(ItemAdmin.steps["withdraw"], run=withdraw_policy),
    }

    @admin.display(description=_("interpretation"))
    def explained(self, policy: Policy) -> SafeString | str:
        if not policy.owes_interpretation or not policy.is_public:
            return "—"
        if policy.interpreted_on:
            return badge(policy.interpreted_on.isoformat(), "ok")
        return badge(_("missing"), "warn")

    def warnings_of(self, obj: Any) -> Mapping[str, Any]:
        return policy_warnings(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *REGISTER)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        save_policy(obj, by=officer_of(request), at=timezone.now())
        self.warn_of_twin(request, obj, form)

    def _page(self, request: HttpRequest, template: str, obj: Any, **context: Any) -> HttpResponse:
        annex = policy_annex(obj)
        context |= {"further_facts": policy_facts(annex), "relations": relation_lines(annex)}
        return super()._page(request, template, obj, **context)


@admin.register(Interpretation)
class InterpretationAdmin(CarrierAdmin):
    """Interpretations of the own offices, and those that one's legal office is asked to review."""

    kind = ItemKind.INTERPRETATION
    form = InterpretationItemForm
    change_form_template = "admin/disclosure/interpretation/change_form.html"
    list_display: Any = ("heading", "subject", "form", "department", "standing", "published_on", "changed_on")
    list_filter: ClassVar[Any] = ("status", "visibility", "form", "department", "published_on")
    list_select_related: ClassVar[Any] = ("department", "category", "policy__current_version")
    autocomplete_fields: ClassVar[Any] = (*ItemAdmin.autocomplete_fields, "policy")
    public_choices: ClassVar[Any] = (*ItemAdmin.public_choices, "legal_office")
    readonly_fields: ClassVar[Any] = (*STAMPS, *REVIEWED)
    fieldsets: ClassVar[Any] = (
        (_("What is interpreted"), {"fields": SUBJECT}),
        *ItemAdmin.fieldsets[:-1],
        (_("Who stands for it"), {"fields": INTERPRETATION_FIELDS[6:]}),
        (_("Course"), {"fields": (*STAMPS, *REVIEWED)}),
    )
    steps: ClassVar[dict[str, Step]] = {
        "submit": replace(
            ItemAdmin.steps["submit"],
            run=submit_interpretation,
            label=_("Hand to the legal office"),
            question=_("Hand this interpretation to the legal office? From then on its content stands still."),
            done=_("Handed in. The legal office reviews it, then a signatory publishes it."),
        ),
        "review": Step(
            label=_("Review passed"),
            question=_("Have you and the experts read this interpretation, and may it be signed?"),
            done=_("Reviewed. A signatory of the office publishes it."),
            run=review_interpretation,
            is_offered=lambda one: one.status == ItemStatus.SUBMITTED and not one.reviewed_digest,
            permission=REVIEW,
            form=ReviewForm,
            template="admin/disclosure/interpretation/sign.html",
        ),
        "sign": replace(
            ItemAdmin.steps["sign"],
            run=sign_interpretation,
            is_offered=lambda one: one.status == ItemStatus.SUBMITTED and bool(one.reviewed_digest),
            form=ConfirmingForm,
            template="admin/disclosure/interpretation/sign.html",
        ),
        "return": replace(ItemAdmin.steps["return"], run=return_interpretation),
        "revise": ItemAdmin.steps["revise"],
        "drop": replace(ItemAdmin.steps["drop"], run=drop_interpretation_revision),
        "withdraw": replace(ItemAdmin.steps["withdraw"], run=withdraw_interpretation),
    }

    @admin.display(description=_("policy"))
    def subject(self, interpretation: Interpretation) -> str:
        policy = interpretation.policy
        return self.choice_label(policy) if policy else interpretation.external_title

    @admin.display(description=_("status"), ordering="status")
    def standing(self, item: Any) -> SafeString | str:
        if item.status != ItemStatus.SUBMITTED:
            return super().standing(item)
        words = _("waiting for sign-off") if item.reviewed_digest else _("with the legal office")
        return badge(words, STATUS_TONES[item.status])

    def warnings_of(self, obj: Any) -> Mapping[str, Any]:
        return interpretation_warnings(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = SUBJECT if obj and obj.is_revision else ()
        return (*super().get_readonly_fields(request, obj), *REVIEWED, *fixed)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the text of an interpretation that can't be changed now as a reader sees it."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        words = (None, {"fields": ("title", "document_number", "shown_body", "summary")})
        return (self.fieldsets[0], words, *self.fieldsets[2:])

    def choices_of(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        if db_field.name == "policy":
            return policies_to_interpret(officer_of(request))
        if db_field.name == "legal_office":
            return Department.objects.filter(assignments__in=_serving_lawyers()).distinct()
        return super().choices_of(db_field, request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "legal_office":
            field.queryset = self.choices_of(db_field, request)
        return field

    def may_take(self, request: HttpRequest, step: Step, obj: Any) -> bool:
        """Let the legal office that is asked review and return, though the interpretation is another office's."""
        officer, office = officer_of(request), obj.legal_office
        is_asked = office is not None and may(officer, REVIEW, office, timezone.localdate())
        if step is self.steps["review"]:
            return is_asked
        if step is self.steps["return"] and is_asked:
            return True
        return super().may_take(request, step, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        save_interpretation(obj, by=officer_of(request), at=timezone.now())
        self.warn_of_twin(request, obj, form)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        context["overlap"] = overlap_of(obj) if obj is not None else None
        return super().render_change_form(request, context, *args, **kwargs)

    def _page(self, request: HttpRequest, template: str, obj: Any, **context: Any) -> HttpResponse:
        context |= {"further_facts": interpretation_facts(interpretation_annex(obj)), "overlap": overlap_of(obj)}
        return super()._page(request, template, obj, **context)


def policies_to_interpret(officer: Officer) -> models.QuerySet:
    """Return what an interpretation may explain: every public policy, and those being prepared in the own scope."""
    own = Policy.objects.visible_to(officer, timezone.localdate()).exclude(status=ItemStatus.WITHDRAWN)
    public = Policy.objects.public()
    return (own | public).select_related("current_version")


def _serving_lawyers() -> models.QuerySet:
    return Assignment.objects.current(timezone.localdate()).filter(role=Role.LEGAL)
