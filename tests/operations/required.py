"""Tests of the production host need programs that not every machine has; where they must not be skipped, they fail."""

import os
from typing import NoReturn

import pytest

REQUIRED = "YANGGUANG_REQUIRE_TOPOLOGY"


def skip_or_fail(what: str) -> NoReturn:
    """Skip the test, loudly; fail it where the environment says that it must run."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what}, and {REQUIRED} is set")
    pytest.skip(f"NOT RUN: {what}")
