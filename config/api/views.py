"""The root of the API, and the answer to addresses that it doesn't have."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import BaseRouter
from rest_framework.views import APIView

SINGLE = {
    "changes": "api:changes",
    "search": "api:search",
    "statistics/overdue": "api:overdue-statistics",
    "schema": "api:schema",
    "docs": "api:docs",
}


@extend_schema(exclude=True)
class RootView(APIView):
    """Where to begin: the address of each list, of the statistics and of the description."""

    router: BaseRouter | None = None

    def get(self, request: Request) -> Response:
        registry = self.router.registry if self.router else []
        lists = {prefix: f"api:{basename}-list" for prefix, _viewset, basename in registry}
        return Response({name: reverse(address, request=request) for name, address in {**lists, **SINGLE}.items()})


@extend_schema(exclude=True)
class NowhereView(APIView):
    """Any address that the API doesn't have: 404 in the shape of its other errors, whatever the method."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
