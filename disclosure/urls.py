"""The pages of the floor, gathered from its nouns."""

from disclosure.items.urls import urlpatterns as items
from disclosure.policies.urls import urlpatterns as policies

app_name = "disclosure"
urlpatterns = [*items, *policies]
