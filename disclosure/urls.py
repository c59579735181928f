"""The pages of the floor, gathered from its nouns."""

from disclosure.audits.urls import urlpatterns as audits
from disclosure.exchange.urls import urlpatterns as exchange
from disclosure.items.urls import urlpatterns as items
from disclosure.money.printing.urls import urlpatterns as printed_statements
from disclosure.money.urls import urlpatterns as money
from disclosure.policies.urls import urlpatterns as policies
from disclosure.search.urls import urlpatterns as search
from disclosure.subscriptions.urls import urlpatterns as subscriptions

app_name = "disclosure"
urlpatterns = [*items, *search, *exchange, *subscriptions, *policies, *audits, *printed_statements, *money]
