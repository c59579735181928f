"""Composition: settings, addresses, the Celery application and the pages that draw on several apps."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
