"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

handler500 = "config.unavailable.answer_fault"

urlpatterns = [
    path("", include("config.pages.urls")),
    path("", include("disclosure.urls")),
    path("messages/", include("interaction.urls")),
    path("supervision/", include("reports.urls")),
    path("api/v1/", include("config.api.urls")),
    path("admin/", admin.site.urls),
]
