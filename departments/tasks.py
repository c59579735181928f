"""The tasks of the floor, gathered from its nouns for Celery to find."""

from departments.duties.tasks import sweep, warn
from departments.officers.tasks import forget_log_ins

__all__ = ["forget_log_ins", "sweep", "warn"]
