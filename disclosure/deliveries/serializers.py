"""What a delivery looks like on the wire. Shape only: what a document must be, the form of the back office says."""

import base64
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty
from rest_framework.settings import api_settings

from disclosure.deliveries.models import Delivery
from disclosure.deliveries.rows import LONGEST_KEY, UNSAID, Row, SentFile, is_key
from disclosure.deliveries.statuses import DeliveryStatus, Outcome
from disclosure.items.codelists import AUDIENCES, GENRES, THEMES
from disclosure.items.models import Item
from disclosure.items.services import LONGEST_REASON
from disclosure.items.statuses import DisclosureMode, ItemVisibility, Validity
from foundation.files.names import has_unsafe_signs, split_extension

MOST_ROWS, MOST_FILES, MOST_OFFICES = 100, 10, 50
LONGEST_CODE = 30
LONGEST_NAME_SHOWN = 60


class StrictSerializer(serializers.Serializer):
    """Refuses members that it doesn't know: a misspelt name must not be a lost date."""

    def run_validation(self, data: Any = empty) -> Any:
        if data is None and self.parent is None:  # the framework has a sentence of its own for this, in English
            null = ErrorDetail(str(self.error_messages["null"]), code="null")
            raise ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [null]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            errors = {_printable(name): [_unknown_member()] for name in unknown[:MOST_FILES]}
        try:
            read = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError(
                {**errors, **error.detail} if isinstance(error.detail, dict) else error.detail
            ) from None
        if errors:
            raise ValidationError(errors)
        return read


def _unknown_member() -> ErrorDetail:
    return ErrorDetail(str(_("There is no such member; look at the description of the interface.")), code="unknown")


def _printable(name: str) -> str:
    """Return a name out of a request so that it can stand in an answer."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name[:LONGEST_NAME_SHOWN])


class ListedField(serializers.ChoiceField):
    """A word of a list. What is no text, or no text that an answer can repeat, is refused without repeating it."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input="?")
        return super().to_internal_value(data if data.isprintable() else _printable(data))


@extend_schema_field({"type": "string", "format": "byte", "minLength": 1})
class Base64Field(serializers.Field):
    """Bytes as base64 (RFC 4648) without line breaks."""

    default_error_messages = {"not_base64": _("This is no base64 (RFC 4648, without line breaks).")}

    def to_internal_value(self, data: Any) -> bytes:
        if not isinstance(data, str):
            self.fail("not_base64")
        try:
            return base64.b64decode(data, validate=True)
        except ValueError:
            self.fail("not_base64")

    def to_representation(self, value: bytes) -> str:
        return base64.b64encode(value).decode()


class SentFileSerializer(StrictSerializer):
    """A file; its kind is known by its ending and must be what its content is."""

    name = serializers.CharField(max_length=LONGEST_KEY + 50, help_text=_("with its ending, such as 任务分解表.xlsx"))
    content = Base64Field(help_text=_("base64 without line breaks"))

    def validate_name(self, name: str) -> str:
        if has_unsafe_signs(name) or not split_extension(name)[0]:
            raise ValidationError(
                _("A name has an ending and neither control signs nor path separators. Rename the file."),
                code="unsafe_name",
            )
        return name


def _words(name: str, **more: Any) -> serializers.CharField:
    """Return a member for a text of an item; empty unless given."""
    field: Any = Item._meta.get_field(name)
    return serializers.CharField(max_length=field.max_length, required=False, allow_blank=True, default="", **more)


def _listed(words: Any, **more: Any) -> ListedField:
    return ListedField(choices=words, required=False, **{"allow_blank": True, "default": "", **more})


def _code(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_CODE, **more)


def _day(**more: Any) -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True, default=None, **more)


class RowSerializer(StrictSerializer):
    """One document whole. A correction is whole too: what it leaves out is empty afterwards."""

    key = serializers.CharField(
        max_length=LONGEST_KEY,
        trim_whitespace=False,
        help_text=_(
            "your own name for this sending, unique among yours: printable, without / \\ ? # % and spaces at its ends"
        ),
    )
    corrects = serializers.CharField(
        max_length=LONGEST_KEY, required=False, allow_blank=True, default="", help_text=_("key of an earlier delivery")
    )
    reason = serializers.CharField(
        max_length=LONGEST_REASON,
        required=False,
        allow_blank=True,
        default="",
        help_text=_("why a published item is corrected; the public reads it"),
    )
    submit = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("hand it to the signatories at once; else it lies on the author's desk"),
    )
    department = _code(help_text=_("code of the publishing office: the client's or one below it"))
    category = _code(help_text=_("code of a column without further columns below it"))
    title = _words("title")
    document_number = _words("document_number")
    body = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text=_("HTML, of which the safe part is kept; or lines of text"),
    )
    summary = _words("summary")
    co_issuers = serializers.ListField(
        child=_code(),
        max_length=MOST_OFFICES,
        required=False,
        default=list,
        help_text=_("codes of further issuing offices"),
    )
    drafting_office = _code(
        required=False, allow_blank=True, default="", help_text=_("code of the office that drafted it")
    )
    source = _words("source")  # type: ignore[assignment]
    genre = _listed(GENRES)
    theme = _listed(THEMES)
    keywords = _words("keywords", help_text=_("two to five, separated by ；"))
    audience = _listed(AUDIENCES)
    formed_on = serializers.DateField(help_text=_("day of signature; of what is no official document, of completion"))
    effective_on = _day()
    abolished_on = _day()
    validity = _listed(Validity.choices, allow_blank=False, default=UNSAID["validity"])
    disclosure_mode = _listed(DisclosureMode.choices, allow_blank=False, default=UNSAID["disclosure_mode"])
    exemption_basis = _words("exemption_basis", help_text=_("article and reason, only where nothing is disclosed"))
    attachments = serializers.ListField(child=SentFileSerializer(), max_length=MOST_FILES, required=False, default=list)

    def validate_key(self, key: str) -> str:
        if not is_key(key):
            raise ValidationError(
                _("A key is 1 to 100 printable characters without / \\ ? # % and without spaces at its ends."),
                code="key",
            )
        return key

    def to_row(self) -> Row:
        """Return what was read as plain values."""
        content = dict(self.validated_data)
        files = [SentFile(**file) for file in content.pop("attachments")]
        return Row(
            key=content.pop("key"),
            corrects=content.pop("corrects"),
            reason=content.pop("reason"),
            is_to_be_submitted=content.pop("submit"),
            content=content,
            files=files,
        )


class BatchSerializer(serializers.Serializer):
    """1 to 100 rows; each is taken or refused by itself, in this order."""

    items = serializers.ListField(child=RowSerializer(), min_length=1, max_length=MOST_ROWS)


class EnvelopeSerializer(StrictSerializer):
    """The rows of a batch, not looked into yet."""

    items = serializers.ListField(allow_empty=False, max_length=MOST_ROWS)


class FaultSerializer(serializers.Serializer):
    """A member of a row that is not right."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class RowResultSerializer(serializers.Serializer):
    """What became of a row; `code`, `detail` and `errors` as in a problem, of refused rows only."""

    key = serializers.CharField(allow_null=True, help_text=_("null where the row had no usable key"))
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    id = serializers.IntegerField(allow_null=True, help_text=_("key of the item"))
    status = serializers.ChoiceField(choices=DeliveryStatus.choices, allow_null=True)
    address = serializers.CharField(allow_null=True, help_text=_("where to ask what became of it"))
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]


class ResultsSerializer(serializers.Serializer):
    """One result for each row, in their order."""

    results = RowResultSerializer(many=True)


class DeliverySerializer(serializers.ModelSerializer):
    """A delivery and where its item stands now; what the public reads of it stays while a correction is under way."""

    corrects = serializers.CharField(source="corrects.key", allow_null=True)
    delivered_at = serializers.DateTimeField(source="at")
    id = serializers.IntegerField(source="item_id", help_text=_("key of the item"))
    status = serializers.ChoiceField(source="standing", choices=DeliveryStatus.choices)
    reason = serializers.SerializerMethodField(help_text=_("why it was returned or withdrawn; else empty"))
    department = serializers.CharField(source="item.department.code", help_text=_("code of the office"))
    category = serializers.CharField(source="item.category.code", help_text=_("code of the column"))
    index_number = serializers.CharField(source="item.index_number", allow_null=True)
    published_on = serializers.DateField(source="item.published_on", allow_null=True)
    version = serializers.SerializerMethodField(help_text=_("number of the version that the public reads"))
    url = serializers.SerializerMethodField(help_text=_("its page on this site; null before publication"))

    class Meta:
        model = Delivery
        fields = (
            "key",
            "corrects",
            "delivered_at",
            "id",
            "status",
            "reason",
            "department",
            "category",
            "index_number",
            "published_on",
            "version",
            "url",
        )
        read_only_fields = fields

    def get_reason(self, delivery: Any) -> str:
        if delivery.standing == DeliveryStatus.RETURNED:
            return str(delivery.returned_for)
        return delivery.item.withdrawal_reason if delivery.standing == DeliveryStatus.WITHDRAWN else ""

    def get_version(self, delivery: Any) -> int | None:
        return delivery.item.current_version.number if delivery.item.is_public else None

    def get_url(self, delivery: Any) -> str | None:
        item = delivery.item
        return None if item.visibility == ItemVisibility.UNPUBLISHED else item.get_absolute_url()
