"""Deliveries of office systems in the API: documents come in, and each system asks what became of its own."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from departments.clients.authentication import ApiClientAuthentication, HasScope
from departments.clients.models import ApiClient, Scope
from disclosure.deliveries.exceptions import RowInvalid
from disclosure.deliveries.models import Delivery
from disclosure.deliveries.rows import Row, is_key
from disclosure.deliveries.serializers import (
    BatchSerializer,
    DeliverySerializer,
    EnvelopeSerializer,
    ResultsSerializer,
    RowSerializer,
)
from disclosure.deliveries.services import Receipt, deliver_rows
from disclosure.deliveries.statuses import DeliveryStatus, Outcome
from foundation.forms.places import flatten


class DeliveryFilter(filters.FilterSet):
    status = filters.ChoiceFilter(field_name="standing", choices=DeliveryStatus.choices)

    class Meta:
        model = Delivery
        fields = ("status",)


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("What this system delivered, the newest first.")),
    retrieve=extend_schema(description=gettext_lazy("What became of a delivery, by the key under which it was sent.")),
)
class DeliveryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Documents from office systems: drafted in the name of the responsible officer, published by signatories only."""

    authentication_classes = [ApiClientAuthentication]
    permission_classes = [HasScope]
    required_scope = Scope.WRITE_ITEMS
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    queryset = Delivery.objects.none()
    lookup_field = "key"
    lookup_value_regex = "[^/]+"

    def get_queryset(self) -> Any:
        client = self.request.auth
        return Delivery.objects.of_client(client).to_tell() if isinstance(client, ApiClient) else self.queryset

    def get_parsers(self) -> list[BaseParser]:
        return [parser for parser in super().get_parsers() if parser.media_type == "application/json"]

    def get_throttles(self) -> list[BaseThrottle]:
        self.throttle_scope = "deliver" if self.action == "create" else None
        return super().get_throttles()

    @extend_schema(request=BatchSerializer, responses={200: ResultsSerializer})
    def create(self, request: Request) -> Response:
        """Deliver documents. Answers 200 with one result for each row, taken or refused; 400 where there are none."""
        envelope = EnvelopeSerializer(data=request.data)
        envelope.is_valid(raise_exception=True)
        client: Any = request.auth
        readings = [read_row(given) for given in envelope.validated_data["items"]]
        taken = iter(deliver_rows([one for one in readings if isinstance(one, Row)], client=client, at=timezone.now()))
        receipts = [one if isinstance(one, Receipt) else next(taken) for one in readings]
        return Response({"results": self._results(receipts)})

    def _results(self, receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
        """Return the receipts as plain values, with where each item stands now: one query for all."""
        keys = [receipt.delivery.pk for receipt in receipts if receipt.delivery]
        standing = dict(self.get_queryset().filter(pk__in=keys).values_list("pk", "standing"))
        return [self._result(receipt, standing) for receipt in receipts]

    def _result(self, receipt: Receipt, standing: dict[int, str]) -> dict[str, Any]:
        delivery, refusal = receipt.delivery, receipt.refusal
        result: dict[str, Any] = {
            "key": receipt.key,
            "outcome": receipt.outcome.value,
            "id": delivery.item_id if delivery else None,
            "status": standing[delivery.pk] if delivery else None,
            "address": self._address_of(delivery.key) if delivery else None,
        }
        if refusal:
            result |= {"code": refusal.code, "detail": str(refusal)}
        if isinstance(refusal, RowInvalid):
            result["errors"] = refusal.errors
        return result

    def _address_of(self, key: str) -> str:
        return self.request.build_absolute_uri(reverse("api:delivery-detail", kwargs={"key": key}))


def read_row(given: Any) -> Row | Receipt:
    """Return a row as plain values, or the receipt that says what of its shape is wrong."""
    shape = RowSerializer(data=given)
    if shape.is_valid():
        return shape.to_row()
    key = given.get("key") if isinstance(given, dict) else None
    errors = list(flatten(ValidationError(shape.errors).get_full_details()))
    return Receipt(key if isinstance(key, str) and is_key(key) else None, Outcome.REFUSED, refusal=RowInvalid(errors))
