"""Addresses of published items. The templates' lists build some of them from constants; tests hold the two together."""

from django.urls import path, re_path

from disclosure.items import views

urlpatterns = [
    path("items/", views.list_items, name="items"),
    re_path(r"^items/table\.(?P<form>csv|xlsx|json)$", views.download_items, name="download"),
    path("items/<int:pk>/", views.show_item, name="item"),
    path("items/<int:pk>/versions/<int:number>/", views.show_version, name="version"),
    path("catalogue/<str:code>/", views.show_category, name="category"),
    path("attachments/<int:pk>/", views.send_attachment, name="attachment"),
]
