"""The addresses of log-in and second factor inside the back office."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from departments.officers.access import factor_views, views


def access_urls(site: AdminSite) -> list[URLPattern]:
    """Return the routes that the back office gains: three for strangers, the rest behind its log-in."""
    return [
        path("login/code/", views.second_step, name="second_step"),
        path("login/sign-on/", views.sign_on, name="sign_on"),
        path("login/sign-on/return/", views.sign_on_return, name="sign_on_return"),
        path("login/unsent/", site.admin_view(views.unsent), name="unsent"),
        path("second-factor/", site.admin_view(factor_views.second_factor), name="second_factor"),
        path("second-factor/enrol/", site.admin_view(factor_views.enrol), name="second_factor_enrol"),
        path("second-factor/codes/", site.admin_view(factor_views.codes), name="second_factor_codes"),
        path("second-factor/off/", site.admin_view(factor_views.turn_off), name="second_factor_off"),
    ]
