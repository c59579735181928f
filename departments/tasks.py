"""The tasks of the floor, gathered from its nouns for Celery to find."""

from departments.duties.tasks import sweep, warn

__all__ = ["sweep", "warn"]
