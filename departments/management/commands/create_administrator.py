"""Create the first administrator, and with it the top of the tree of offices where there is none yet."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.officers.models import Officer
from departments.officers.roles import Role
from departments.officers.services import create_officer
from departments.offices.models import Department, DepartmentKind, validate_credit_code
from departments.offices.services import register_office


class Command(BaseCommand):
    help = "Creates an administrator of an office and prints a random password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="log-in name")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--office", required=True, metavar="CODE", help="18-character code of the office")
        parser.add_argument("--office-name", default="", help="plants the top of the tree when no office exists yet")
        parser.add_argument("--email", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        officer = Officer(username=options["username"], name=options["name"], email=options["email"])
        try:
            officer.clean_fields(exclude=["password"])
            officer.validate_unique()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        created, password = create_officer(
            username=officer.username,
            name=officer.name,
            email=officer.email,
            department=self._office(options["office"], options["office_name"], at),
            role=Role.ADMINISTRATOR,
            by=None,
            at=at,
        )
        said = _("Log in at %(address)s, then make a second administrator: nobody resets the own second factor.")
        self.stdout.write(said % {"address": f"{settings.SITE_ADDRESS}{reverse('admin:index')}"})
        self.stdout.write(_("Log-in name: %(name)s") % {"name": created.username})
        self.stdout.write(_("Password (shown once): %(password)s") % {"password": password})

    def _office(self, code: str, name: str, at: Any) -> Department:
        office = Department.objects.filter(code=code).first()
        if office is not None:
            return office
        if Department.objects.exists() or not name:
            raise CommandError(
                _("There is no office %(code)s. With an empty register, --office-name plants the first one.")
                % {"code": code}
            )
        try:
            validate_credit_code(code)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        office = Department(code=code, name=name, short_name=name[:40], kind=DepartmentKind.CITY)
        return register_office(office, by=None, at=at)
