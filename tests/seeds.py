"""One seed for all that tests leave to chance: `TEST_SEED` where the environment sets it, else another one every run.

A run that fails says its seed; `TEST_SEED=n make test ARGS=...` rolls the same dice again, those of Hypothesis among
them. The workers of pytest-xdist and the processes that tests start inherit it.
"""

import os
import random

from hypothesis import HealthCheck, settings

SEED = int(os.environ.get("TEST_SEED") or random.SystemRandom().randrange(10**9))
os.environ["TEST_SEED"] = str(SEED)


def dice_of(purpose: str) -> random.Random:
    """Return dice that roll the same for the same seed and purpose, whatever other tests have rolled before."""
    return random.Random(f"{SEED} {purpose}")


def settle_properties() -> None:
    """Let Hypothesis roll by the seed, and never fail because the machine is slow.

    `derandomize` stays off: it would ignore the seed, and a fixed seed settles the examples just as well. On CI no
    example of an earlier run is looked at.
    """
    unhurried = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
    remembered = {"database": None} if os.environ.get("CI") else {}
    settings.register_profile("by_seed", settings.get_profile("default"), **unhurried, **remembered)
    settings.load_profile("by_seed")
