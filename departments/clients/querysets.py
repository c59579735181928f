"""Which API clients?"""

from datetime import date
from typing import Self

from django.db import models

from departments.officers.models import Officer
from departments.officers.scoping import within_scope


class ApiClientQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "departments.view_apiclient", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "departments.change_apiclient", today))

    def valid(self, today: date) -> Self:
        """Return the clients whose key opens the door on `today` (a local date)."""
        return self.filter(is_active=True, expires_on__gte=today)
