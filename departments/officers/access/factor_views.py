"""The pages of an officer's own second factor: set up, moved, its recovery codes, turned off."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from departments.officers.access import pages
from departments.officers.access.forms import EnrolForm, MoveForm, PasswordForm
from departments.officers.access.services import (
    confirmed_factor,
    enrol_factor,
    needs_second_factor,
    propose_factor,
    renew_codes,
    secret_of,
    turn_factor_off,
)
from departments.officers.access.sessions import PICTURE, PROVED
from departments.officers.admin_scope import officer_of
from departments.officers.models import Officer
from foundation.refusals import Refusal


@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show how the officer's log-in is protected, and what can be done about it."""
    officer = officer_of(request)
    return pages.show(
        request,
        "second_factor",
        title=_("Second factor"),
        factor=confirmed_factor(officer),
        codes_left=officer.recovery_codes.filter(used_at=None).count(),
        is_demanded=_is_demanded(officer),
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as text, take the first code, then show the recovery codes once."""
    officer, now = officer_of(request), timezone.now()
    given = request.POST if request.method == "POST" else None
    has_factor = confirmed_factor(officer) is not None
    form = MoveForm(request, officer, data=given) if has_factor else EnrolForm(given)
    if form.is_valid():
        try:
            codes = enrol_factor(officer, typed=form.cleaned_data["code"], at=now)
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            _keep_session(request, officer, is_proved=True)
            return _show_codes(request, codes)
    candidate = propose_factor(officer, at=now, shown=request.session.get(PICTURE))
    request.session[PICTURE] = candidate.pk
    return pages.show(
        request,
        "enrol",
        form=form,
        title=_("Move the second factor to another phone") if has_factor else _("Set up the second factor"),
        is_owed=getattr(request, "owed_step", ""),
        **pages.enrolment(officer, secret_of(candidate)),
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then show ten new recovery codes once."""
    officer = officer_of(request)
    if confirmed_factor(officer) is None:
        return redirect("admin:second_factor")
    form = _password_form(request, officer)
    if form.is_valid():
        return _show_codes(request, renew_codes(officer, at=timezone.now()))
    question = _("The codes given out before are worth nothing from then on.")
    return pages.show(request, "ask", form=form, title=_("New recovery codes"), question=question)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then log the officer in without a second factor from now on."""
    officer = officer_of(request)
    if confirmed_factor(officer) is None or _is_demanded(officer):
        return redirect("admin:second_factor")
    form = _password_form(request, officer)
    if form.is_valid():
        turn_factor_off(officer, at=timezone.now())
        _keep_session(request, officer, is_proved=False)
        return redirect("admin:second_factor")
    question = _("From then on your password alone opens the back office in your name.")
    return pages.show(request, "ask", form=form, title=_("Turn the second factor off"), question=question)


def _password_form(request: HttpRequest, officer: Officer) -> PasswordForm:
    """Return the form by which a step on the own log-in is confirmed, bound on POST."""
    return PasswordForm(request, officer, data=request.POST if request.method == "POST" else None)


def _show_codes(request: HttpRequest, codes: Iterable[str]) -> HttpResponse:
    """Show recovery codes, this once."""
    return pages.show(request, "codes", codes=pages.grouped(codes), title=_("Recovery codes"))


def _is_demanded(officer: Officer) -> bool:
    return settings.LOG_INS_ARE_GUARDED and needs_second_factor(officer, timezone.localdate())


def _keep_session(request: HttpRequest, officer: Officer, *, is_proved: bool) -> None:
    """Let this session go on after a change that has ended every other."""
    officer.refresh_from_db(fields=["log_in_epoch"])
    update_session_auth_hash(request, officer)
    request.session[PROVED] = is_proved
    request.owed_step = ""  # type: ignore[attr-defined]
