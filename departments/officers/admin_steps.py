"""Steps on one row of the back office: a button, a question, a service, and perhaps a secret shown once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from departments.officers.admin_scope import DepartmentScopedAdmin, officer_of
from foundation.refusals import Refusal

WORTH_KEEPING = 40
"""Characters: a short reason is sooner written again than read on a page of a step that is closed."""


@dataclass(frozen=True)
class Step:
    """One thing that can be done to a row.

    `run(obj, by=, at=)` is the service; what it returns as text is a secret to be shown once (`secret_note` says what
    to do with it). `is_offered` hides the button where the row's state leaves nothing to do. `form` asks for more: its
    cleaned fields are given to the service by name. `permission` is what the step takes; empty: to change the row.
    """

    label: Any
    question: Any
    done: Any
    run: Callable[..., Any]
    is_offered: Callable[[Any], bool] = lambda obj: True
    secret_note: Any = ""
    form: type[forms.Form] | None = None
    permission: str = ""
    template: str = "admin/steps/ask.html"


class StepsAdmin(DepartmentScopedAdmin):
    """An admin whose rows carry `steps`, each at `<object>/<name>/`; the page asks, the POST acts."""

    steps: ClassVar[dict[str, Step]] = {}
    change_form_template = "admin/steps/change_form.html"

    def get_urls(self) -> list[Any]:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(never_cache(self._view_of(name))),
                name=f"{prefix}_{name}",
            )
            for name in self.steps
        ]
        return own + super().get_urls()

    def _view_of(self, name: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return self.step_view(request, object_id, name)

        return view

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask on GET, act on POST; 404 out of scope, 403 in scope without the right to change.

        A step that the row's state no longer offers leads back to the row: somebody else was faster, or the page old.
        """
        step, obj = self.steps[name], self.get_object(request, object_id)
        if not self.may_take(request, step, obj):
            raise PermissionDenied
        if not step.is_offered(obj):
            return self._closed(request, step, obj)
        form = self.step_form(request, step, obj)
        if request.method != "POST" or (form and not form.is_valid()):
            return self._page(request, step.template, obj, step=step, form=form)
        try:
            outcome = step.run(obj, by=officer_of(request), at=timezone.now(), **(form.cleaned_data if form else {}))
        except Refusal as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return self._back_to(obj)
            form.add_error(None, str(refusal))  # what was typed is kept
            return self._page(request, step.template, obj, step=step, form=form)
        self.log_change(request, obj, [{"changed": {"fields": [str(step.label)]}}])
        if isinstance(outcome, str):
            return self.secret_page(request, obj, secret=outcome, note=step.secret_note)
        self.tell_done(request, step, outcome)
        return self._back_to(obj)

    def _closed(self, request: HttpRequest, step: Step, obj: models.Model) -> HttpResponse:
        """Lead back to the row; but whoever had written at length finds it on the page, to be taken along."""
        words = _("This step is not open now: somebody may have acted before you. Look again.")
        form = self.step_form(request, step, obj) if request.method == "POST" else None
        if form is None or not _is_written_at_length(form):
            messages.warning(request, words)
            return self._back_to(obj)
        form.full_clean()
        form.add_error(None, words)
        return self._page(request, step.template, obj, step=step, form=form)

    def tell_done(self, request: HttpRequest, step: Step, outcome: Any) -> None:
        """Say that the step is done; `outcome` is what its service returned."""
        messages.success(request, step.done)

    def may_take(self, request: HttpRequest, step: Step, obj: models.Model) -> bool:
        """Tell whether the officer may take the step on a row in scope."""
        if step.permission:
            return officer_of(request).has_perm(step.permission, obj)
        return self.has_change_permission(request, obj)

    def step_form(self, request: HttpRequest, step: Step, obj: models.Model) -> forms.Form | None:
        """Return the form that the step asks, bound on POST; None if it asks nothing."""
        return step.form(request.POST if request.method == "POST" else None) if step.form else None

    def _back_to(self, obj: models.Model) -> HttpResponse:
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )

    def secret_page(self, request: HttpRequest, obj: models.Model, *, secret: str, note: Any) -> HttpResponse:
        """Show a password or key in the answer itself: it goes into no message, no session, no log."""
        return self._page(request, "admin/steps/secret.html", obj, secret=secret, note=note)

    def _page(self, request: HttpRequest, template: str, obj: models.Model, **context: Any) -> HttpResponse:
        answer = TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, "original": obj, **context}
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        context["steps"] = {
            name: step
            for name, step in self.steps.items()
            if obj is not None and step.is_offered(obj) and self.may_take(request, step, obj)
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: what stands in the register is ended, not deleted."""
        return False


def _is_written_at_length(form: forms.Form) -> bool:
    """Tell whether something was written that one would not like to write again."""
    changed = (field for field in form.visible_fields() if field.name in form.changed_data)
    return any(len(str(field.value() or "")) >= WORTH_KEEPING for field in changed)
