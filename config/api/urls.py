"""The REST API, version 1."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from config.api.docs import DocsView
from config.api.schema import SchemaView
from config.api.views import NowhereView, RootView
from departments.offices.api import DepartmentViewSet
from disclosure.audits.api import AuditedProjectViewSet, AuditReportViewSet
from disclosure.catalogue.api import CategoryViewSet
from disclosure.deliveries.api import DeliveryViewSet
from disclosure.exchange.api import ChangesView
from disclosure.items.api import ItemViewSet
from disclosure.money.api import (
    FinanceUnitViewSet,
    PublicFiguresViewSet,
    PublicLineViewSet,
    PublishedStatementViewSet,
)
from disclosure.policies.api import InterpretationViewSet, PolicyViewSet
from disclosure.search.api import SearchView
from interaction.api import MailboxViewSet, MessageViewSet
from reports.dashboard.api import OverdueStatisticsView
from reports.orders.api import OrderViewSet

app_name = "api"

router = SimpleRouter()
router.register("departments", DepartmentViewSet, "department")
router.register("categories", CategoryViewSet, "category")
router.register("items", ItemViewSet, "item")
router.register("deliveries", DeliveryViewSet, "delivery")
router.register("money/units", FinanceUnitViewSet, "money-unit")
router.register("money/statements", PublishedStatementViewSet, "money-statement")
router.register("money/figures", PublicFiguresViewSet, "money-figures")
router.register("money/lines", PublicLineViewSet, "money-line")
router.register("audit-reports", AuditReportViewSet, "audit-report")
router.register("audited-projects", AuditedProjectViewSet, "audited-project")
router.register("policies", PolicyViewSet, "policy")
router.register("interpretations", InterpretationViewSet, "interpretation")
router.register("mailboxes", MailboxViewSet, "mailbox")
router.register("messages", MessageViewSet, "message")
router.register("orders", OrderViewSet, "order")

urlpatterns = [
    path("", RootView.as_view(router=router), name="root"),
    *router.urls,
    path("changes/", ChangesView.as_view(), name="changes"),
    path("search/", SearchView.as_view(), name="search"),
    path("statistics/overdue/", OverdueStatisticsView.as_view(), name="overdue-statistics"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    re_path(r"^(?:[^\0]*/)?$", NowhereView.as_view(), name="nowhere"),
]
