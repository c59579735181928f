"""The pages of the floor, gathered from its nouns."""

from disclosure.exchange.urls import urlpatterns as exchange
from disclosure.items.urls import urlpatterns as items
from disclosure.search.urls import urlpatterns as search
from disclosure.subscriptions.urls import urlpatterns as subscriptions

app_name = "disclosure"
urlpatterns = [*items, *search, *exchange, *subscriptions]
