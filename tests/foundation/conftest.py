"""Properties are checked without a time limit per example: on a busy machine it would fail at random."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None, print_blob=True)
settings.load_profile("unhurried")
