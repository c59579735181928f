from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = _("Offices and duties")

    def ready(self) -> None:
        """Start the clock of every session, however the log-in came about."""
        from departments.officers.access.sessions import start_clock

        user_logged_in.connect(start_clock, dispatch_uid="start-clock-of-session")
