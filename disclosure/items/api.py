"""Items in the API: published ones for everybody; the steps for officers, by the services of the back office."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
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
from disclosure.items.models import Item, Version, VersionAttachment
from disclosure.items.querysets import ItemQuerySet
from disclosure.items.sanitising import to_safe_page
from disclosure.items.services import LONGEST_REASON, return_item, sign_item, start_revision, submit_item, withdraw_item
from disclosure.items.validity import validity_on


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


class AttachmentSerializer(serializers.ModelSerializer):
    """A published file."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = VersionAttachment
        fields = ("name", "content_type", "size", "sha256", "url")


class VersionSerializer(serializers.ModelSerializer):
    """A publication; `digest` is chained to the one before."""

    class Meta:
        model = Version
        fields = ("number", "published_at", "reason", "digest", "previous_digest")


class ItemSerializer(serializers.ModelSerializer):
    """A published item as lists show it: the words of the current version, the place of the item."""

    title = serializers.CharField(source="current_version.title")
    summary = serializers.CharField(source="current_version.summary")
    document_number = serializers.CharField(source="current_version.document_number")
    genre = serializers.CharField(source="current_version.genre")
    theme = serializers.CharField(source="current_version.theme")
    keywords = serializers.CharField(source="current_version.keywords")
    audience = serializers.CharField(source="current_version.audience")
    source = serializers.CharField(source="current_version.source")  # type: ignore[assignment]
    issuing_offices = serializers.CharField(source="current_version.issuing_offices")
    drafting_office = serializers.CharField(source="current_version.drafting_office")
    formed_on = serializers.DateField(source="current_version.formed_on")
    effective_on = serializers.DateField(source="current_version.effective_on", allow_null=True)
    abolished_on = serializers.DateField(source="current_version.abolished_on", allow_null=True)
    validity = serializers.SerializerMethodField(help_text=gettext_lazy("as of today"))
    version = serializers.IntegerField(source="current_version.number")
    department = serializers.CharField(source="department.code", help_text=gettext_lazy("code of the office"))
    department_name = serializers.CharField(source="department.name")
    category = serializers.CharField(source="category.code", help_text=gettext_lazy("code of the column"))
    category_name = serializers.CharField(source="category.name")
    url = serializers.CharField(source="get_absolute_url", help_text=gettext_lazy("its page on this site"))

    class Meta:
        model = Item
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "index_number",
            "title",
            "document_number",
            "department",
            "department_name",
            "issuing_offices",
            "drafting_office",
            "category",
            "category_name",
            "genre",
            "theme",
            "keywords",
            "audience",
            "source",
            "summary",
            "formed_on",
            "effective_on",
            "abolished_on",
            "validity",
            "published_on",
            "first_published_at",
            "version",
            "url",
        )
        read_only_fields = fields

    def get_validity(self, item: Item) -> str:
        version: Any = item.current_version
        dates = (version.effective_on, version.abolished_on)
        return validity_on(timezone.localdate(), version.validity, *dates, item.register).value


class ItemDetailSerializer(ItemSerializer):
    """A published item whole."""

    body = serializers.SerializerMethodField(help_text=gettext_lazy("safe HTML"))
    attachments = AttachmentSerializer(source="current_version.attachments", many=True)
    versions = VersionSerializer(many=True)

    class Meta(ItemSerializer.Meta):
        fields = (*ItemSerializer.Meta.fields, "body", "attachments", "versions")
        read_only_fields = fields

    def get_body(self, item: Item) -> str:
        version: Any = item.current_version
        return to_safe_page(version.body)


class StandingSerializer(serializers.ModelSerializer):
    """Where an item stands after a step."""

    class Meta:
        model = Item
        fields = ("id", "status", "visibility", "index_number", "first_published_at")
        read_only_fields = fields


class NothingSerializer(serializers.Serializer):
    """A step that asks nothing."""


class ReasonSerializer(serializers.Serializer):
    """Why a step is taken."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class SignatureSerializer(serializers.Serializer):
    """What the signatory read, as a digest; empty: whatever is there now."""

    seen = serializers.RegexField(r"^[0-9a-f]{64}$", required=False, default="")


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
            return items.prefetch_related("current_version__attachments", "versions")
        return Item.objects.published().defer("body", "current_version__body")

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return ItemDetailSerializer if self.action == "retrieve" else ItemSerializer

    def get_object(self) -> Item:
        item: Item = super().get_object()
        if not item.is_public:
            raise withdrawn_answer(item)
        return item
