"""Which second factors?"""

from typing import Self

from django.db import models


class SecondFactorQuerySet(models.QuerySet):
    def confirmed(self) -> Self:
        """Return the factors that are asked for at log-in."""
        return self.exclude(confirmed_at=None)

    def candidates(self) -> Self:
        """Return those shown to an officer who has not yet proved that the app has them."""
        return self.filter(confirmed_at=None)
