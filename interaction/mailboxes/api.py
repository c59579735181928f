"""Mailboxes in the API: public, as they stand on the page of letters."""

from typing import Any

from rest_framework import permissions, serializers, viewsets

from interaction.mailboxes.models import Mailbox


class MailboxSerializer(serializers.ModelSerializer):
    """A mailbox: `department` is the code of its owner, `topics` are the kinds of letter it takes."""

    department = serializers.CharField(source="department.code", read_only=True)
    topics: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Mailbox
        fields = ("code", "name", "description", "department", "addressing", "rule_code", "topics")


class MailboxViewSet(viewsets.ReadOnlyModelViewSet):
    """The mailboxes that take messages now."""

    serializer_class = MailboxSerializer
    permission_classes = [permissions.AllowAny]
    lookup_field = "code"
    filterset_fields = ("addressing",)
    queryset = Mailbox.objects.taking_messages().select_related("department").prefetch_related("topics")
