"""The pages of the floor, gathered from its nouns."""

from disclosure.items.urls import urlpatterns as items
from disclosure.money.urls import urlpatterns as money

app_name = "disclosure"
urlpatterns = [*items, *money]
