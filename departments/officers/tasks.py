"""Doors for workers."""

from celery import shared_task
from django.utils import timezone

from departments.officers import log_ins


@shared_task
def forget_log_ins() -> int:
    """Forget old records of log-ins and ended sessions."""
    return log_ins.forget_log_ins(now=timezone.now())
