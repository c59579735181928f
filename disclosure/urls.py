"""The pages of the floor, gathered from its nouns."""

from disclosure.audits.urls import urlpatterns as audits
from disclosure.items.urls import urlpatterns as items
from disclosure.money.printing.urls import urlpatterns as printed_statements
from disclosure.money.urls import urlpatterns as money
from disclosure.policies.urls import urlpatterns as policies
from disclosure.search.urls import urlpatterns as search

app_name = "disclosure"
urlpatterns = [*items, *search, *policies, *audits, *printed_statements, *money]
