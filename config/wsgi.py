"""The WSGI application that the web server loads.

What every request needs is loaded before the first one and then left out of garbage collection: Python puts a full
collection off until what is new is a quarter of what is old, which is tens of megabytes beside a whole application,
and would walk all of that application each time.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config import urls  # noqa: E402, F401 — needs the applications that were just loaded

gc.collect()
gc.freeze()
