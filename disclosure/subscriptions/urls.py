"""The addresses of subscriptions."""

from django.urls import path

from disclosure.subscriptions import views

urlpatterns = [
    path("subscriptions/", views.subscribe, name="subscribe"),
    path("subscriptions/asked/", views.asked, name="subscription-asked"),
    path("subscriptions/confirm/<str:ticket>/", views.confirm_subscription, name="subscription-confirm"),
    path("subscriptions/stop/<str:ticket>/", views.stop_subscription, name="subscription-stop"),
]
