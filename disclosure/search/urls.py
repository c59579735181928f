"""The address of the search."""

from django.urls import path

from disclosure.search import views

urlpatterns = [path("search/", views.search, name="search")]
