"""The addresses of the feeds, and of what search engines read."""

from django.urls import path, re_path

from disclosure.exchange import views

urlpatterns = [
    path("data/", views.open_data, name="data"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap-index"),
    path("sitemaps/pages.xml", views.sitemap_pages, name="sitemap-pages"),
    re_path(r"^sitemaps/items-(?P<share>[0-9]{1,12})\.xml$", views.sitemap_items, name="sitemap-items"),
    path("feeds/site.atom", views.site_feed, name="feed"),
    path("feeds/offices/<str:code>.atom", views.office_feed, name="feed-office"),
    path("feeds/columns/<str:code>.atom", views.column_feed, name="feed-column"),
    path("feeds/themes/<str:theme>.atom", views.theme_feed, name="feed-theme"),
]
