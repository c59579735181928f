"""The bare reference of a letter sent in: the smallest Django application that writes it into one table.

Django's default middleware, one view, one INSERT, committed. Its database is that of DATABASE_URL, as for ours.
"""

import json
import os

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.pages import STOCK_MIDDLEWARE

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {**environ.Env().db_url("DATABASE_URL"), "CONN_MAX_AGE": 600}},
    MIDDLEWARE=STOCK_MIDDLEWARE,
    INSTALLED_APPS=[
        f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")
    ],
    ROOT_URLCONF="bench.bare_letter",
    USE_TZ=True,
    TIME_ZONE="Asia/Shanghai",
)
django.setup()


class Letter(models.Model):
    subject = models.TextField()
    text = models.TextField()
    name = models.TextField()
    phone = models.TextField()
    email = models.TextField()

    class Meta:
        app_label = "bench"
        db_table = "bare_letter"
        managed = False

    def __str__(self) -> str:
        return self.subject


@csrf_exempt
def take(request: HttpRequest) -> JsonResponse:
    written = json.loads(request.body)
    sender = {name: written["sender"][name] for name in ("name", "phone", "email")}
    letter = Letter.objects.create(subject=written["subject"], text=written["text"], **sender)
    return JsonResponse({"receipt_number": str(letter.pk), "query_code": ""}, status=201)


urlpatterns = [path("api/v1/messages/", take)]
application = get_wsgi_application()
