"""What Django REST framework is told: who asks, how often, in which form."""

from typing import Any

THROTTLE_RATES = {"anon": "120/min", "user": "600/min", "submit": "10/hour", "query": "30/hour", "deliver": "60/min"}
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "departments.clients.authentication.ApiClientAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.StrictJSONParser", "config.api.parsers.FilesParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "departments.clients.throttling.AnonymousRate",
        "departments.clients.throttling.KnownRate",
        "departments.clients.throttling.ScopedRate",
    ],
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    "EXCEPTION_HANDLER": "config.api.errors.problem_response",
    "PAGE_SIZE": 20,
    "NUM_PROXIES": 0,
}
