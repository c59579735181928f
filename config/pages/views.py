"""Pages that draw on several apps, and the reader's two switches."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView, TemplateView

from config.pages.context import ELDER, MODE_COOKIE
from departments.models import Department

ONE_YEAR = 365 * 24 * 3600  # seconds


class HomeView(TemplateView):
    template_name = "pages/home.html"


class DepartmentListView(ListView):
    """Every office, by kind and county."""

    template_name = "pages/departments.html"
    context_object_name = "departments"

    def get_queryset(self) -> Any:
        return Department.objects.active(timezone.localdate()).by_name()


class DepartmentView(DetailView):
    """One office: what it does, who answers for it, what it published, how to write to it."""

    template_name = "pages/department.html"
    context_object_name = "department"
    slug_field = slug_url_kwarg = "code"

    def get_queryset(self) -> Any:
        return Department.objects.prefetch_related("responsible_persons")


class PrivacyView(TemplateView):
    template_name = "pages/privacy.html"


class AccessibilityView(TemplateView):
    template_name = "pages/accessibility.html"


class SiteMapView(TemplateView):
    template_name = "pages/sitemap.html"


class DemonstrationView(TemplateView):
    """What is real in the demonstration and what is invented; there is no such page on a real site."""

    template_name = "pages/demo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not settings.IS_DEMO:
            raise Http404
        return super().get_context_data(**kwargs)


@csrf_exempt
@require_POST
def choose_mode(request: HttpRequest) -> HttpResponseRedirect:
    """Remember for a year whether the reader wants large print, and go back to the page.

    No CSRF token: the choice touches nothing but the reader's own view, and a token on every page would make every
    public page differ from reader to reader.
    """
    response = HttpResponseRedirect(page_to_return_to(request))
    if request.POST.get("mode") == ELDER:
        remember(response, MODE_COOKIE, ELDER)
    else:
        response.delete_cookie(MODE_COOKIE, samesite="Lax")
    return response


@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseRedirect:
    """Remember the language for a year and go back to the page; without a CSRF token like `choose_mode`."""
    response = HttpResponseRedirect(page_to_return_to(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def remember(response: HttpResponseRedirect, name: str, value: str) -> None:
    """Set a long cookie that no script reads."""
    response.set_cookie(
        name, value, max_age=ONE_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def page_to_return_to(request: HttpRequest) -> str:
    """Return the posted `next` if it lies on this site, otherwise the home page: never an open redirect."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("pages:home")
