"""The back office as one admin site."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class YangguangAdminConfig(AdminConfig):
    default_site = "config.admin.YangguangAdminSite"


class YangguangAdminSite(admin.AdminSite):
    site_header = _("Yangguang back office")
    site_title = _("Yangguang back office")
    index_title = _("Today")
