"""Pages that draw on several apps."""

from django.urls import URLPattern

app_name = "pages"
urlpatterns: list[URLPattern] = []
