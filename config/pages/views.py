"""Pages that draw on several apps, and the reader's two switches."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from config.demo.published import judged_samples
from config.pages.context import ELDER, MODE_COOKIE
from config.pages.directory import LISTED_KINDS, arrange
from config.pages.figures import answers_of
from config.pages.forms import DepartmentSearchForm
from departments.models import Department
from departments.offices.models import DepartmentKind
from disclosure.items.linked_data import data_block, organisation
from disclosure.models import Category, Item
from disclosure.money.headline import read_headline
from disclosure.money.wording import signed, wan
from interaction.mailboxes.models import Addressing
from interaction.models import Mailbox

ONE_YEAR = 365 * 24 * 3600  # seconds
LATEST = 8  # documents on the home page and on the page of an office
MOST_FOUND = 50  # offices shown for one search


class HomeView(TemplateView):
    """What a citizen comes for: documents, offices, letters and how they are answered."""

    template_name = "pages/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            today=today,
            items=Item.objects.published().newest_first()[:LATEST],
            columns=Category.objects.roots().in_order(),
            mailboxes=Mailbox.objects.taking_messages(),
            directory=arrange(
                Department.objects.active(today)
                .filter(kind__in=(DepartmentKind.CITY, DepartmentKind.BUREAU, DepartmentKind.COUNTY))
                .by_name()
            ),
            n_townships=Department.objects.active(today).filter(kind=DepartmentKind.TOWNSHIP).count(),
            answers=answers_of(first=today.replace(day=1), today=today),
            **money_in_short(today),
            **kwargs,
        )


class DepartmentListView(TemplateView):
    """Every office by kind and county, or those whose name holds what the reader asks for."""

    template_name = "pages/departments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offices = Department.objects.active(timezone.localdate()).by_name()
        form = DepartmentSearchForm(self.request.GET)
        if form.is_valid() and (words := form.cleaned_data["q"]):
            found = list(offices.filter(name__icontains=words).select_related("parent")[: MOST_FOUND + 1])
            return super().get_context_data(
                form=form, found=found[:MOST_FOUND], is_cut=len(found) > MOST_FOUND, **kwargs
            )
        directory = arrange(offices.filter(kind__in=LISTED_KINDS))
        return super().get_context_data(form=form, found=None, directory=directory, **kwargs)


class DepartmentView(DetailView):
    """One office: what it does, who answers for it, what it published, how to write to it."""

    template_name = "pages/department.html"
    context_object_name = "department"
    slug_field = slug_url_kwarg = "code"

    def get_queryset(self) -> QuerySet[Department]:
        return Department.objects.prefetch_related("responsible_persons", "successors")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        office: Department = self.object
        today = timezone.localdate()
        return super().get_context_data(
            above=Department.objects.above(office).exclude(pk=office.pk).exclude(kind=DepartmentKind.CITY),
            persons=office.responsible_persons.all(),
            items=Item.objects.published().of_department(office).newest_first()[:LATEST],
            items_url=f"{reverse('disclosure:items')}?{urlencode({'office': office.code})}",
            mailboxes=doors_to(office, today),
            below=Department.objects.active(today).filter(parent=office).by_name(),
            answers=answers_of(first=today.replace(month=1, day=1), today=today, department=office),
            is_dissolved=office.is_dissolved(today),
            successors=office.successors.all(),
            linked_data=data_block(self._told(office)),
            **kwargs,
        )

    def _told(self, office: Department) -> dict[str, Any]:
        """Return the office in the words of schema.org."""
        address = self.request.build_absolute_uri(office.get_absolute_url())
        return organisation(
            office.name,
            **{"@id": address},
            url=address,
            alternateName=office.short_name,
            identifier=office.code,
            description=office.duties_text,
            address=office.address,
            telephone=office.phone,
            email=office.email,
            foundingDate=office.established_on.isoformat() if office.established_on else "",
            dissolutionDate=office.dissolved_on.isoformat() if office.dissolved_on else "",
        )


def money_in_short(today: date) -> dict[str, Any]:
    """Return what the home page says of public money; nothing before the first final account is published."""
    money = read_headline(today)
    if money is None:
        return {"money": None}
    change = None if money.total is None or money.before is None else money.total - money.before
    return {"money": money, "money_total": wan(money.total), "money_change": "" if change is None else signed(change)}


def doors_to(office: Department, today: date) -> list[dict[str, str]]:
    """Return name and address of the open mailboxes through which a letter reaches the office at once."""
    if not Department.objects.active(today).filter(pk=office.pk).exists():
        return []
    doors = []
    for mailbox in Mailbox.objects.taking_messages():
        if mailbox.addressing == Addressing.CHOSEN:
            doors.append({"name": mailbox.name, "url": f"{mailbox.get_absolute_url()}?to={office.code}"})
        elif mailbox.department_id == office.pk:
            doors.append({"name": mailbox.name, "url": mailbox.get_absolute_url()})
    return doors


class PrivacyView(TemplateView):
    template_name = "pages/privacy.html"


class AccessibilityView(TemplateView):
    template_name = "pages/accessibility.html"


class SiteMapView(TemplateView):
    """Every entrance of the site on one page."""

    template_name = "pages/sitemap.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            columns=Category.objects.roots().in_order(), mailboxes=Mailbox.objects.taking_messages(), **kwargs
        )


class DemonstrationView(TemplateView):
    """What is real in the demonstration and what is invented; there is no such page on a real site."""

    template_name = "pages/demo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not settings.IS_DEMO:
            raise Http404
        return super().get_context_data(samples=judged_samples(), **kwargs)


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
