"""Messages in the API for officers: listed, read and handled in their scope. Parse, scope, one service, answer."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, permissions, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from departments.duties.models import Duty
from departments.officers.api_scope import DepartmentScopedViewSet
from departments.officers.models import Officer
from foundation.forms.truth import TruthFilter
from interaction.messages import serializers as shapes
from interaction.messages import services
from interaction.messages.models import Message
from interaction.messages.statuses import MessageStatus, Outcome

OFFICERS: Any = [{"cookieAuth": []}]
"""How the description says that a key opens nothing here."""


class IsOfficer(permissions.BasePermission):
    """A logged-in officer; what he or she sees and may do is a matter of scope and of the services."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, Officer)


class MessageFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=MessageStatus.choices)
    outcome = django_filters.ChoiceFilter(choices=[choice for choice in Outcome.choices if choice[0]])
    mailbox = django_filters.CharFilter(field_name="mailbox__code")
    department = django_filters.CharFilter(field_name="department__code")
    is_overdue = TruthFilter(method="be_overdue")

    class Meta:
        model = Message
        fields = ("status", "outcome", "mailbox", "department", "is_overdue")

    def be_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = Duty.objects.overdue(timezone.localdate())
        linked = {"message_duties__role": "reply", "message_duties__duty__in": late}
        return rows.filter(**linked) if value else rows.exclude(**linked)


@extend_schema_view(list=extend_schema(auth=OFFICERS), retrieve=extend_schema(auth=OFFICERS))
class HandledMessageViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DepartmentScopedViewSet):
    """Messages as officers handle them; `interaction.intake.api` adds what citizens do."""

    queryset = Message.objects.with_duty("due_on").select_related("mailbox", "department", "reply")
    lookup_field = "receipt_number"
    lookup_value_regex = "[A-Z]{2,4}-[0-9]{8}-[0-9]+"
    filterset_class = MessageFilter
    permission_classes = [IsOfficer]
    serializer_classes: ClassVar[dict[str, type[Serializer]]] = {
        "list": shapes.MessageListSerializer,
        "decline": shapes.DeclineSerializer,
        "transfer": shapes.TransferSerializer,
        "draft": shapes.DraftSerializer,
        "return_": shapes.ReturnSerializer,
        "send": shapes.SendSerializer,
    }

    def get_serializer_class(self) -> type[Serializer]:
        return self.serializer_classes.get(self.action or "", shapes.MessageSerializer)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Nothing here is for a cache."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    def _read(self, request: Request) -> dict[str, Any]:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def _shown(self, message: Message) -> Response:
        """Return the message after an action, or nothing (204) where it left the officer's scope."""
        seen = self.get_queryset().filter(pk=message.pk).first()
        if seen is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(shapes.MessageSerializer(seen, context=self.get_serializer_context()).data)

    def _act(self, request: Request, service: Any) -> Response:
        """Find the message in scope first (404, 403), then read what is asked (400), then call the service (409)."""
        message = self.get_object()
        asked = self._read(request) if self.action in self.serializer_classes else {}
        service(message, by=request.user, at=timezone.now(), **asked)
        return self._shown(message)

    @extend_schema(request=None, responses=shapes.MessageSerializer, auth=OFFICERS)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, receipt_number: str) -> Response:
        """Take the message up."""
        return self._act(request, services.accept_message)

    @extend_schema(responses=shapes.MessageSerializer, auth=OFFICERS)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, receipt_number: str) -> Response:
        """Refuse to take the message up, for a reason of the list."""
        return self._act(request, services.decline_message)

    @extend_schema(responses={200: shapes.MessageSerializer, 204: None}, auth=OFFICERS)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, receipt_number: str) -> Response:
        """Pass the message on to the office in charge; 204 where the caller sees it no more."""
        return self._act(request, services.transfer_message)

    @extend_schema(responses=shapes.MessageSerializer, auth=OFFICERS)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, receipt_number: str) -> Response:
        """Keep a draft of the reply."""
        return self._act(request, services.draft_reply)

    @extend_schema(request=None, responses=shapes.MessageSerializer, auth=OFFICERS)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, receipt_number: str) -> Response:
        """Hand the draft in for review."""
        return self._act(request, services.submit_reply)

    @extend_schema(responses=shapes.MessageSerializer, auth=OFFICERS)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, receipt_number: str) -> Response:
        """Give the reply back to its drafter."""
        return self._act(request, services.return_reply)

    @extend_schema(responses=shapes.MessageSerializer, auth=OFFICERS)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, receipt_number: str) -> Response:
        """Approve the reply and send it."""
        return self._act(request, services.send_reply)
