"""Addresses of the printable statement; the page of a statement links to them."""

from django.urls import path

from disclosure.money.printing import views

urlpatterns = [
    path("money/statements/<int:pk>/statement.pdf", views.send_pdf, name="statement-pdf"),
    path("money/statements/<int:pk>/statement.docx", views.send_docx, name="statement-docx"),
]
