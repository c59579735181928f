"""The pages of log-in: the password, the second step, single sign-on, and what was typed before."""

from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from departments.officers.access import pages
from departments.officers.access.exceptions import CodesClosed, SignOnFailed, WrongCode
from departments.officers.access.forms import CodeForm, OwnPasswordForm
from departments.officers.access.gate import owed_step
from departments.officers.access.identities import officer_behind
from departments.officers.access.known_browsers import remember_browser
from departments.officers.access.services import (
    confirmed_factor,
    prove,
)
from departments.officers.access.sessions import (
    BY_PASSWORD,
    BY_SIGN_ON,
    ENDED,
    WAITING,
    begin,
    let_wait,
    waiting_officer,
)
from departments.officers.access.unsent import LEFT_BY, UNSENT, keep_unsent, unsent_of
from departments.officers.admin_scope import officer_of
from departments.officers.models import Officer

THEN = "sign_on_then"
TOKEN_OF_ANOTHER = "CSRF token from"  # noqa: S105 - how Django begins the reason

BUTTONS = {"check", "edit", "more", "save", "index"}
"""Names that buttons of the back office have beside those of Django, which begin with "_"."""


@method_decorator(never_cache, name="dispatch")
class LogInView(LoginView):
    """Name and password; whoever has a second factor is asked for it next."""

    template_name = "admin/login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and (step := getattr(request, "owed_step", "")):
            return redirect(step)
        if request.method == "GET" and isinstance(request.user, Officer):
            return redirect("admin:index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.session.pop(ENDED, "") if settings.SESSION_COOKIE_NAME in self.request.COOKIES else ""
        offered = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
        return {**super().get_context_data(**kwargs), "ended": pages.why_ended(ended), "sign_on": offered}

    def form_valid(self, form: Any) -> HttpResponse:
        officer, then = form.get_user(), self.get_success_url()
        return enter(self.request, officer, how=BY_PASSWORD, is_proved=False, then=then, now=timezone.now())


def enter(
    request: HttpRequest, officer: Officer, *, how: str, is_proved: bool, then: str, now: datetime
) -> HttpResponse:
    """Log in an officer whose first proof was right, or ask for the code first."""
    if not is_proved and confirmed_factor(officer) is not None:
        let_wait(request, officer, how=how, then=then, now=now)
        return redirect("admin:second_step")
    return let_in(request, officer, how=how, is_proved=is_proved, then=then, now=now)


def let_in(
    request: HttpRequest, officer: Officer, *, how: str, is_proved: bool, then: str, now: datetime
) -> HttpResponse:
    """Log the officer in; lead to what the officer owes, or where the way was going."""
    begin(request, officer, how=how, is_proved=is_proved)
    request.session.pop(LEFT_BY, None)
    if unsent_of(request.session, officer):
        then = reverse("admin:unsent")
    step = owed_step(request, officer, now)
    # an address, never the name of a route: `then` comes from the address of the log-in page
    return remember_browser(request, HttpResponseRedirect(reverse(step) if step else then), officer)


def form_of_an_earlier_log_in(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is another log-in's: an officer logged in anew beside it, and sends it on by a click.

    A form from another site has no cookie of ours and, if it had one, another origin: it is refused as ever.
    """
    officer = request.user
    if isinstance(officer, Officer) and reason.startswith(TOKEN_OF_ANOTHER) and keep_unsent(request, officer.pk):
        return redirect("admin:unsent")
    return csrf_failure(request, reason)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsent(request: HttpRequest) -> HttpResponse:
    """Show what had been typed when the last log-in was over, to be sent on; throw it away on POST."""
    kept = unsent_of(request.session, officer_of(request))
    if kept is None:
        return redirect("admin:index")
    if request.method == "POST":
        del request.session[UNSENT]
        return redirect(kept["path"])
    fields = [(name, value) for name, values in kept["typed"].items() for value in values]
    words = [value for name, value in fields if not name.startswith("_") and name not in BUTTONS]
    texts = [value for value in words if " " in value or not value.isascii()]  # no number, choice or stamp
    return pages.show(
        request,
        "unsent",
        title=_("What you had typed is still here"),
        path=kept["path"],
        fields=fields,
        texts=texts,
        files=kept["files"],
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whoever typed the right password for the code; wrong ones are counted and recorded like wrong passwords."""
    now = timezone.now()
    officer = waiting_officer(request, now)
    if officer is None:
        return redirect("admin:login")
    credentials = {"username": officer.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        return get_lockout_response(request, credentials=credentials)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        waiting = request.session[WAITING]
        try:
            prove(officer, typed=form.cleaned_data["code"], at=now)
        except (WrongCode, CodesClosed) as refusal:
            user_login_failed.send(__name__, credentials=credentials, request=request)
            form.add_error("code", str(refusal))
        else:
            return let_in(request, officer, how=waiting["how"], is_proved=True, then=waiting["then"], now=now)
    return pages.show(request, "second_step", form=form, title=_("Second step of the log-in"))


class OwnPasswordView(PasswordChangeView):
    """Choose another password; the service ends other sessions and keeps a trace."""

    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}


@never_cache
@require_safe
def sign_on(request: HttpRequest) -> HttpResponse:
    """Lead to the provider of single sign-on."""
    single_sign_on = _provider()
    then = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure())
    try:
        answer = single_sign_on.lead_there(request)
    except SignOnFailed as refusal:
        return _refused(request, refusal)
    request.session[THEN] = then if is_ours else reverse("admin:index")
    return answer


@never_cache
@require_safe
def sign_on_return(request: HttpRequest) -> HttpResponse:
    """Log in whom the provider names, if it is a known officer."""
    single_sign_on = _provider()
    now = timezone.now()
    try:
        claims = single_sign_on.claims_of(request)
        officer = officer_behind(claims, at=now)
    except SignOnFailed as refusal:
        return _refused(request, refusal)
    then = request.session.pop(THEN, reverse("admin:index"))
    is_proved = single_sign_on.has_second_factor(claims)
    return enter(request, officer, how=BY_SIGN_ON, is_proved=is_proved, then=then, now=now)


def _refused(request: HttpRequest, refusal: SignOnFailed) -> HttpResponse:
    status = 503 if refusal.code == "unreachable" else 403
    title = _("Single sign-on did not succeed")
    return pages.show(request, "sign_on_failed", status=status, title=title, refusal=str(refusal))


def _provider() -> ModuleType:
    """Return what speaks to the provider; loaded where there is one only, since the protocol takes 10 MB."""
    if not settings.OIDC_ISSUER:
        raise Http404
    return import_module("departments.officers.access.single_sign_on")
