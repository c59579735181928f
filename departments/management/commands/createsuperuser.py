"""Stands in the way of Django's createsuperuser: nobody here holds every right."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError
from django.utils.translation import gettext as _


class Command(createsuperuser.Command):
    help = "There is no superuser; see create_administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            _("There is no superuser here: rights come from roles. Use: manage.py create_administrator --help")
        )
