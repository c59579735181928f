"""Single sign-on by OpenID Connect: the code flow with state, nonce and PKCE; off until settings name a provider.

Authlib speaks the protocol; what is stricter than its defaults stands here. Nothing of the provider is kept but the
subject: no token, no name, no address.
"""

import logging
from typing import Any

from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App, OAuthError
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError
from requests import RequestException

from departments.officers.access.exceptions import SignOnFailed

TRUSTED_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Signatures by a key that only the provider has; "none" and those by a shared secret are never taken."""

REMEMBERED = 600
"""Seconds for which the provider's description is kept: strangers can't make us ask for it over and over."""

PATIENCE = 5
"""Seconds the provider may take to answer."""

LEEWAY = 60
"""Seconds by which the provider's clock may differ."""

NAME = "sign_on"

logger = logging.getLogger(__name__)


class Provider(DjangoOAuth2App):
    """The provider that the settings name."""

    def load_server_metadata(self) -> dict[str, Any]:
        """Return the provider's description, of the issuer that we asked, with the signatures that we take."""
        key = f"sign-on:{settings.OIDC_ISSUER}"
        if known := cache.get(key):
            self.server_metadata.update(known)
            return self.server_metadata
        metadata: dict[str, Any] = super().load_server_metadata()
        if metadata.get("issuer") != settings.OIDC_ISSUER:
            raise ValueError("the provider calls itself by another name than OIDC_ISSUER")
        offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in TRUSTED_ALGORITHMS]
        if not metadata["id_token_signing_alg_values_supported"]:
            raise ValueError("the provider offers no signature that is taken here")
        cache.set(key, dict(metadata), REMEMBERED)
        return metadata


def provider() -> Provider:
    """Return a client of the provider; one for each request, so that nothing is shared between threads."""
    return Provider(
        DjangoIntegration(NAME),
        name=NAME,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=settings.OIDC_ISSUER.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": " ".join(dict.fromkeys(["openid", *settings.OIDC_SCOPES.split()])),
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )


def lead_there(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider. Raises SignOnFailed when the provider can't be reached."""
    address = settings.SITE_ADDRESS + reverse("admin:sign_on_return")
    try:
        return provider().authorize_redirect(request, address)
    except (RequestException, OAuthError, RuntimeError, ValueError) as error:
        raise unreachable(error) from None


def claims_of(request: HttpRequest) -> dict[str, Any]:
    """Return the claims of whoever comes back from the provider, all of them verified.

    The state is used up first, so that an address of the way back works once, in the browser that left. Raises
    SignOnFailed for every other course.
    """
    client, issuer = provider(), settings.OIDC_ISSUER
    demanded = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
    }
    try:
        token = client.authorize_access_token(request, claims_options=demanded, leeway=LEEWAY)
        return dict(token["userinfo"])
    except RequestException as error:
        raise unreachable(error) from None
    except (JoseError, OAuthError, RuntimeError, KeyError, TypeError, ValueError) as error:
        logger.warning("single sign-on refused: %s", type(error).__name__)
        raise SignOnFailed(
            _("What came back from there can't be trusted, or was used before. Start the log-in again from here.")
        ) from None


def has_second_factor(claims: dict[str, Any]) -> bool:
    """Tell whether the provider asked for a second factor, in words that the settings take for one."""
    methods = claims.get("amr")
    return isinstance(methods, list) and not set(settings.OIDC_SECOND_FACTORS).isdisjoint(map(str, methods))


def unreachable(error: Exception) -> SignOnFailed:
    logger.error("single sign-on: no answer from the provider that can be used (%s)", type(error).__name__)
    return SignOnFailed(
        _("Single sign-on can't be reached now. Log in with name and password, or try again later."),
        code="unreachable",
    )
