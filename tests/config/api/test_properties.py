"""The running interface against its own description: whatever is sent, no fault of ours and no answer undescribed.

Requests are made up by schemathesis from the description that the server itself gives out: right ones and wrong ones,
of a stranger and of another system with every scope. Bounded: so many for each operation, the same every time.
"""

from datetime import timedelta

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from departments.clients.models import Scope
from departments.clients.services import register_client
from departments.clients.throttling import DigestedAddress
from departments.officers.roles import Role
from tests.config.world import build_world
from tests.factories.departments import officer_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.properties]

OF_EACH = 6
BOUNDS = bounds(
    max_examples=OF_EACH,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def headers(request, bureau, monkeypatch) -> dict[str, str]:
    """What the caller sends: nothing, or the key of a system of the office. Nobody is held up by limits."""
    monkeypatch.setattr(DigestedAddress, "allow_request", lambda *_: True, raising=False)
    for kind in DigestedAddress.__subclasses__():
        monkeypatch.setattr(kind, "allow_request", lambda *_: True)
    build_world(bureau)
    if request.param == "stranger":
        return {}
    now = timezone.now()
    _client, key = register_client(
        name="办公系统",
        department=bureau,
        scopes=Scope.values,
        acts_for=officer_in(bureau, Role.AUTHOR),
        expires_on=timezone.localdate(now) + timedelta(days=9),
        addresses=[],
        by=None,
        at=now,
    )
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("headers", ["stranger", "system"], indirect=True)
def test_no_request_meets_a_fault_or_an_answer_that_is_not_described(live_server, headers):
    described = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/schema/")
    n_sent, faults = 0, []
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode == GenerationMode.NEGATIVE and not _can_be_wrong(operation):
                continue

            @BOUNDS
            @given(case=operation.as_strategy(generation_mode=mode))
            def send(case) -> None:
                nonlocal n_sent
                n_sent += 1
                case.call_and_validate(base_url=live_server.url, headers=headers, checks=CHECKS, timeout=30)

            try:
                send()
            except Exception as fault:  # noqa: BLE001 — every operation is tried, then all faults are told
                faults.append(f"{operation.label} ({mode.value}): {fault}")
    assert not faults, "\n\n".join(faults)
    assert n_sent >= 27 * OF_EACH


def _can_be_wrong(operation) -> bool:
    """Tell whether there is anything to be wrong about: a body, a parameter that is no free text."""
    return bool(operation.body) or any(
        parameter.definition.get("schema", {}) != {"type": "string"} for parameter in operation.iter_parameters()
    )
