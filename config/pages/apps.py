from importlib import import_module

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "config.pages"
    label = "pages"

    def ready(self) -> None:
        """Register the checks of the settings."""
        import_module("config.checks")
