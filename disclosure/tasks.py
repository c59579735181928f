"""The tasks of the floor, gathered from its nouns for Celery to find."""

from disclosure.money.workbooks.tasks import forget_workbooks, resume_imports

__all__ = ["forget_workbooks", "resume_imports"]
