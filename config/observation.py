"""Every request gets a number and is counted; /metrics tells the counts to those inside.

/metrics is answered here and not by a page: whoever collects figures asks a web server by its address, which is none
of the site's names. Nobody else learns that it exists.
"""

import hmac
import os
import re
import time
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from config.figures import StateOfWork
from config.logs import current_request
from config.middleware import Handler
from foundation.networks import is_within, read_network

METRICS = "/metrics"
NUMBER = re.compile(r"[\w-]{8,64}")

REQUESTS = Counter("yangguang_requests", "Requests answered.", ["method", "page", "status"])
SECONDS = Histogram(
    "yangguang_request_seconds", "Time from request to answer.", ["page"], buckets=(0.025, 0.1, 0.5, 2.0, 10.0)
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class ObservationMiddleware:
    """Number, count and time; `page` is the name of the route, so that no number of a letter becomes a label."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == METRICS:
            return tell_metrics(request)
        number = request.META["HTTP_X_REQUEST_ID"] = number_of(request)
        token = current_request.set(number)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            current_request.reset(token)
        page = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, page, response.status_code).inc()
        SECONDS.labels(page).observe(time.perf_counter() - started)
        response.headers["X-Request-ID"] = number
        return response


def number_of(request: HttpRequest) -> str:
    """Return the number that the proxy gave the request, or a new one; what is no number is not repeated."""
    given = request.headers.get("X-Request-ID", "")
    return given if NUMBER.fullmatch(given) else uuid.uuid4().hex


def tell_metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures, in Prometheus' form; with 404 whoever is not inside."""
    if not may_ask(request):
        return HttpResponseNotFound()
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # the processes of this web server count in files
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    state = CollectorRegistry()
    state.register(StateOfWork())
    return HttpResponse(generate_latest(registry) + generate_latest(state), content_type=CONTENT_TYPE_LATEST)


def may_ask(request: HttpRequest) -> bool:
    """Tell whether the request comes from one of METRICS_NETWORKS or brings METRICS_TOKEN."""
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(brought.encode(), settings.METRICS_TOKEN.encode()):
        return True
    return is_within(request.META.get("REMOTE_ADDR", ""), map(read_network, settings.METRICS_NETWORKS))
