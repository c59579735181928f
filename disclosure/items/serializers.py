"""Items in the API: what is told of them, and what a step asks."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from disclosure.items.models import Item, Version, VersionAttachment
from disclosure.items.sanitising import to_safe_page
from disclosure.items.services import LONGEST_REASON
from disclosure.items.validity import validity_on


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
