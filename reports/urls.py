"""The pages of the floor, gathered from its nouns."""

from django.urls import URLPattern

app_name = "reports"
urlpatterns: list[URLPattern] = []
