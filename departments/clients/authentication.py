"""How a machine proves who it is: `Authorization: Bearer yg_...`."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import permissions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from departments.clients.keys import matches, prefix_of
from departments.clients.models import ApiClient
from foundation.networks import is_within, read_network

USE_IS_NOTED_EVERY = timedelta(minutes=5)


class ClientUser:
    """What `request.user` is for a machine: authenticated, nobody's officer, no permission of the back office."""

    is_authenticated = True
    is_active = True
    is_staff = False

    def __init__(self, client: ApiClient) -> None:
        self.client = client
        self.pk = f"client-{client.pk}"  # throttles count by it

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return False


class ApiClientAuthentication(BaseAuthentication):
    """Find the client by the start of its key, compare the digest, check validity and address."""

    def authenticate(self, request: Request) -> tuple[ClientUser, ApiClient] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        key = words[1].decode("latin-1") if len(words) == 2 else ""
        client = ApiClient.objects.select_related("department").filter(prefix=prefix_of(key)).first()
        if client is None or not matches(key, client.key_digest):
            raise AuthenticationFailed(_("This key is not known."), code="unknown_key")
        self._check_use(client, request.META.get("REMOTE_ADDR", ""))
        return ClientUser(client), client

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _check_use(self, client: ApiClient, address: str) -> None:
        now = timezone.now()
        if not client.is_active or client.expires_on < timezone.localdate(now):
            raise AuthenticationFailed(_("This key is no longer valid."), code="expired_key")
        if client.addresses and not is_within(address, map(read_network, client.addresses)):
            raise AuthenticationFailed(_("This key may not be used from this address."), code="foreign_address")
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
        ApiClient.objects.filter(stale, pk=client.pk).update(last_used_at=now)


class HasScope(permissions.BasePermission):
    """The client's key carries the scope that the view names in `required_scope`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, ApiClient) and view.required_scope in request.auth.scopes
