"""The Celery application; its settings are the CELERY_* names of `config.settings`."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("yangguang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(**_: object) -> None:
    """Leave logging as LOGGING has it: with a receiver here, Celery sets up none of its own."""
