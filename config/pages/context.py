"""What every page knows: who runs the site, and how the reader wants to read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's identity and the reader's mode (elder or plain)."""
    return {
        "site": settings.SITE_IDENTITY,
        "is_demo": settings.IS_DEMO,
        "is_elder": request.COOKIES.get("mode") == "elder",
    }
