"""Pages that draw on several apps."""

from django.urls import path

from config.health import healthz
from config.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("offices/", views.DepartmentListView.as_view(), name="departments"),
    path("offices/<str:code>/", views.DepartmentView.as_view(), name="department"),
    path("privacy/", views.PrivacyView.as_view(), name="privacy"),
    path("accessibility/", views.AccessibilityView.as_view(), name="accessibility"),
    path("sitemap/", views.SiteMapView.as_view(), name="sitemap"),
    path("demonstration/", views.DemonstrationView.as_view(), name="demo"),
    path("mode/", views.choose_mode, name="mode"),
    path("language/", views.choose_language, name="language"),
    path("healthz", healthz, name="healthz"),
]
