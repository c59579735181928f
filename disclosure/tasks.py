"""The tasks of the floor, gathered from its nouns for Celery to find."""

from disclosure.money.workbooks.tasks import forget_workbooks, resume_imports
from disclosure.search.tasks import forget_failed

__all__ = [
    "forget_failed",
    "forget_workbooks",
    "resume_imports",
]
