"""The tasks of the floor, gathered from its nouns for Celery to find."""

from disclosure.money.workbooks.tasks import forget_workbooks, resume_imports
from disclosure.policies.tasks import warn_of_ending_policies
from disclosure.search.tasks import forget_failed
from disclosure.subscriptions.tasks import forget, tell
from disclosure.webhooks.tasks import forget_attempts, send_due, send_to

__all__ = [
    "forget",
    "forget_attempts",
    "forget_failed",
    "forget_workbooks",
    "resume_imports",
    "send_due",
    "send_to",
    "tell",
    "warn_of_ending_policies",
]
