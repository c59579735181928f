"""Items in the API: published ones for everybody; the steps for officers, by the services of the back office."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import permissions, serializers, viewsets
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.items.api_pages import ItemPages
from disclosure.items.filters import LONGEST_WORDS
from disclosure.items.models import Item, Version
from disclosure.items.querysets import ItemQuerySet
from disclosure.items.serializers import (
    ItemDetailSerializer,
    ItemSerializer,
    NothingSerializer,
    ReasonSerializer,
    SignatureSerializer,
    StandingSerializer,
    VersionSerializer,
)
from disclosure.items.services import return_item, sign_item, start_revision, submit_item, withdraw_item


class Withdrawn(APIException):
    """The item was there and was taken back."""

    status_code = 410


def withdrawn_answer(item: Item) -> Withdrawn:
    """Return the answer that stands in place of a withdrawn item."""
    day = timezone.localdate(item.withdrawn_at).isoformat() if item.withdrawn_at else ""
    return Withdrawn(
        _("%(number)s was withdrawn on %(day)s: %(reason)s")
        % {"number": item.index_number, "day": day, "reason": item.withdrawal_reason},
        code="withdrawn",
    )


def versions_to_tell() -> Prefetch:
    """Return how the versions of an item are read: without their texts, of which only the current one is told."""
    return Prefetch("versions", Version.objects.only("item", *VersionSerializer.Meta.fields))


class ItemFilter(filters.FilterSet):
    department = filters.CharFilter(field_name="department__code", help_text=gettext_lazy("code of an office"))
    branch = filters.CharFilter(method="in_branch", help_text=gettext_lazy("code of an office: it and all below it"))
    category = filters.CharFilter(method="in_category", help_text=gettext_lazy("code of a column: it and all below it"))
    year = filters.NumberFilter(method="in_year", min_value=1949, max_value=2999)
    published_on = filters.DateFromToRangeFilter()
    genre = filters.CharFilter(field_name="current_version__genre")
    index_number = filters.CharFilter()
    q = filters.CharFilter(
        method="naming", max_length=LONGEST_WORDS, help_text=gettext_lazy("words of the title or document number")
    )

    class Meta:
        model = Item
        fields: tuple[str, ...] = (
            "department",
            "branch",
            "category",
            "year",
            "published_on",
            "genre",
            "index_number",
            "q",
        )

    def in_branch(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        office = Department.objects.filter(code=value).first()
        return items.in_branch(office) if office else items.none()

    def in_category(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        category = Category.objects.filter(code=value).first()
        return items.in_category(category) if category else items.none()

    def in_year(self, items: ItemQuerySet, name: str, value: Any) -> ItemQuerySet:
        return items.in_year(int(value))

    def naming(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return items.naming(value)


class IsOfficer(permissions.BasePermission):
    """An officer with a session; what the officer may do is asked by the service."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, Officer)


def step(
    service: Callable[..., Item],
    serializer: type[serializers.Serializer],
    description: Any,
    name: str,
    address: str = "",
) -> Any:
    """Return an action that takes one step on an item in the officer's scope (404 outside); the service refuses.

    `name` is the attribute of the viewset, `address` the last part of the path where it differs.
    """

    def act(view: "ItemViewSet", request: Request, pk: str) -> Response:
        officer: Any = request.user
        now = timezone.now()
        item = get_object_or_404(Item.objects.visible_to(officer, timezone.localdate(now)), pk=pk)
        asked = serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(StandingSerializer(service(item, by=officer, at=now, **asked.validated_data)).data)

    act.__name__ = name
    described = extend_schema(request=serializer, responses=StandingSerializer, description=description)(act)
    return action(
        detail=True,
        methods=["post"],
        url_path=address or name,
        authentication_classes=[SessionAuthentication],
        permission_classes=[IsOfficer],
    )(described)


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("What offices published, the newest first.")),
    retrieve=extend_schema(
        description=gettext_lazy("A published item whole. A withdrawn one answers 410 with the reason.")
    ),
)
class ItemViewSet(viewsets.ReadOnlyModelViewSet):
    """What offices published, and the steps that their officers take with items."""

    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    pagination_class = ItemPages
    lookup_value_regex = "[0-9]{1,18}"

    submit = step(
        submit_item,
        NothingSerializer,
        gettext_lazy("Hand a draft to the signatories; from then on its content stands still."),
        "submit",
    )
    send_back = step(
        return_item,
        ReasonSerializer,
        gettext_lazy("Give a submitted item back to its author, or take it back."),
        "send_back",
        "return",
    )
    sign = step(
        sign_item,
        SignatureSerializer,
        gettext_lazy("Sign and publish a submitted item. Whoever had a hand in it can't."),
        "sign",
    )
    revise = step(
        start_revision,
        ReasonSerializer,
        gettext_lazy(
            "Open a published item for a correction; the public keeps the old version until the new one is signed."
        ),
        "revise",
    )
    withdraw = step(
        withdraw_item,
        ReasonSerializer,
        gettext_lazy("Take an item back for good; what was public leaves a tombstone with the reason."),
        "withdraw",
    )

    def get_queryset(self) -> QuerySet[Item]:
        if self.action == "retrieve":
            items = Item.objects.ever_public().select_related("current_version", "department", "category")
            return items.prefetch_related("current_version__attachments", versions_to_tell())
        return Item.objects.published().defer("body", "current_version__body")

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return ItemDetailSerializer if self.action == "retrieve" else ItemSerializer

    def get_object(self) -> Item:
        item: Item = super().get_object()
        if not item.is_public:
            raise withdrawn_answer(item)
        return item
