"""The tasks of the floor, gathered from its nouns for Celery to find."""

from departments.duties.tasks import hand_over_duties, sweep, warn
from departments.officers.tasks import forget_log_ins

__all__ = ["forget_log_ins", "hand_over_duties", "sweep", "warn"]
