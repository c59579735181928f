"""Messages in the API for citizens and other systems: submit and query, beside what officers do."""

import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle

from departments.clients.models import ApiClient, Scope
from departments.clients.throttling import ScopedRate
from departments.duties.actors import CITIZEN, Actor, client_actor
from departments.duties.journal import explain
from foundation.personal.codes import group_code, keyed_digest
from interaction.intake import serializers as shapes
from interaction.intake.looking import WINDOW, find_own_message, is_barred
from interaction.intake.receipts import normalise_receipt_number
from interaction.messages.api import HandledMessageViewSet
from interaction.messages.codes import digest_submission
from interaction.messages.models import Message
from interaction.messages.remedies import remedy_for
from interaction.messages.serializers import ReplySerializer
from interaction.messages.services import submit_message
from interaction.messages.services.steps import reply_duty
from interaction.messages.statuses import ReplyStatus, Source
from interaction.messages.timeline import sender_steps

SHORTEST_KEY, LONGEST_KEY = 16, 100
SUBMISSION_COUNTED = timedelta(hours=1)
"""As long as the window of the rate."""
ANYBODY: Any = [{"key": []}, {"cookieAuth": []}, {}]
PUBLIC_ACTIONS = {"create": "submit", "query": "query"}
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="16 to 100 random characters, such as a UUID: the same request sent again is the same message.",
)


class MaySubmit(permissions.BasePermission):
    """Anybody; a machine that shows a key needs the scope for it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return not isinstance(request.auth, ApiClient) or Scope.SUBMIT_MESSAGES in request.auth.scopes


class PublicThrottle(ScopedRate):
    """The rate of the public actions; a machine with a key is held by the general rate only.

    A submission sent again under its key counts once: whoever tries again because the platform was away is not barred
    for having tried. It can't become a second message, and the general rate still counts it.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, ApiClient):
            return True
        tried = self._name_of_submission(request, view)
        if tried and cache.get(tried):
            return True
        is_allowed = super().allow_request(request, view)
        if tried and is_allowed:
            cache.set(tried, True, int(SUBMISSION_COUNTED.total_seconds()))
        return is_allowed

    def _name_of_submission(self, request: Request, view: Any) -> str:
        """Return under what it is remembered that this submission was counted; "" if it has no key."""
        key = request.headers.get("Idempotency-Key", "")
        if view.action != "create" or not key:
            return ""
        return f"submission-counted:{keyed_digest(f'{self.get_ident(request)} {key}', purpose='submission')}"


class MessageViewSet(HandledMessageViewSet):
    """Messages: submitted and queried by anybody, listed, read and handled by the officers of their scope."""

    serializer_classes: ClassVar[dict[str, type[Serializer]]] = {
        **HandledMessageViewSet.serializer_classes,
        "create": shapes.SubmitSerializer,
        "query": shapes.QuerySerializer,
    }

    def get_permissions(self) -> list[Any]:
        return [MaySubmit()] if self.action in PUBLIC_ACTIONS else [*super().get_permissions()]

    def get_throttles(self) -> list[BaseThrottle]:
        self.throttle_scope = PUBLIC_ACTIONS.get(self.action or "")
        return [PublicThrottle() if isinstance(one, ScopedRate) else one for one in super().get_throttles()]

    @extend_schema(
        parameters=[IDEMPOTENCY],
        responses={201: shapes.ReceiptSerializer, 200: shapes.ReceiptSerializer},
        auth=ANYBODY,
    )
    def create(self, request: Request) -> Response:
        """Submit a message. Answers 201, or 200 if this very request was taken before."""
        key = self._submission_key(request)
        written = self._letter(request, key)
        at = timezone.now()
        message, code, due = submit_message(
            mailbox=written["mailbox"],
            department=written["department"],
            topic=written["topic"],
            subject=written["subject"],
            text=written["text"],
            sender=written["sender"],
            consents=written["consents_to_publication"],
            files=written["attachments"],
            submission_key=key,
            at=at,
            source=Source.API,
            by=self._submitter(request),
        )
        receipt = {
            "receipt_number": message.receipt_number,
            "query_code": group_code(code),
            "department": message.department,
            "received_at": message.received_at,
            "due": due,
        }
        is_new = message.received_at == at
        return Response(
            shapes.ReceiptSerializer(receipt).data, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        )

    @extend_schema(responses=shapes.OwnMessageSerializer, auth=ANYBODY)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def query(self, request: Request) -> Response:
        """Look a message up by receipt number and query code; a wrong pair never tells which was wrong."""
        asked = self._read(request)
        address = request.META["REMOTE_ADDR"]
        if is_barred(address):
            raise Throttled(wait=int(WINDOW.total_seconds()))
        number = normalise_receipt_number(asked["receipt_number"])
        found = find_own_message(number, asked["query_code"], address=address)
        if found is None:
            raise NotFound(_("Receipt number and query code do not belong together. Please compare both."))
        message = self.queryset.get(pk=found.pk)
        reply = getattr(message, "reply", None)
        own: Any = message
        own.due, own.steps = explain(reply_duty(message)), sender_steps(message)
        own.remedy = str(remedy_for(message.decline_reason)) if message.decline_reason else ""
        shown = shapes.OwnMessageSerializer(own).data
        shown["reply"] = ReplySerializer(reply).data if reply and reply.status == ReplyStatus.SENT else None
        return Response(shown)

    def _letter(self, request: Request, key: str) -> dict[str, Any]:
        """Read a submission. One that was taken before is measured by what it is, not by what may be written to now."""
        try:
            return self._read(request)
        except ValidationError:
            if not Message.objects.filter(submission_key=digest_submission(key)).exists():
                raise
        repeated = shapes.RepeatedSubmitSerializer(data=request.data, context=self.get_serializer_context())
        repeated.is_valid(raise_exception=True)
        return repeated.validated_data

    def _submission_key(self, request: Request) -> str:
        """Return the key of the request within its submitter: two systems may choose the same."""
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return f"api:{secrets.token_urlsafe(24)}"
        if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
            raise ValidationError({"Idempotency-Key": [_("Send 16 to 100 random characters, such as a UUID.")]})
        client = request.auth.pk if isinstance(request.auth, ApiClient) else "anybody"
        return f"api:{client}:{key}"

    def _submitter(self, request: Request) -> Actor:
        return client_actor(request.auth) if isinstance(request.auth, ApiClient) else CITIZEN
