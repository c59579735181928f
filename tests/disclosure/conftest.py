"""What every test of the floor starts from."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """The catalogue and the offices are kept in the cache; a test starts without those of the one before."""
    cache.clear()
