"""The pages of the floor, gathered from its nouns."""

from disclosure.items.urls import urlpatterns as items

app_name = "disclosure"
urlpatterns = [*items]
