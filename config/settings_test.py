"""Settings of the test suite: a throw-away secret, fast password hashes, mail kept in memory."""

import os
import tempfile

from cryptography.fernet import Fernet

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("PERSONAL_KEYS", Fernet.generate_key().decode())
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="yangguang-test-"))
# workers of pytest-xdist inherit it: what one of them counts in its files, no other may just be adding to
worker = os.environ.get("PYTEST_XDIST_WORKER")
if worker and not os.environ["VAR_DIR"].endswith(f"/{worker}"):
    os.environ["VAR_DIR"] += f"/{worker}"
os.environ.setdefault("IS_HTTPS", "false")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("SITE_ADDRESS", "http://127.0.0.1:8000")
os.environ.setdefault("SITE_MAIL_FROM", "yangguang@localhost")

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, MIDDLEWARE, REST_FRAMEWORK, STATIC_ROOT, STORAGES, THROTTLE_RATES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOG_INS_ARE_GUARDED = False  # the cast logs in by force_login; tests of the guard turn it on
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty; each client would warn of a folder that is missing
CACHES = dict.fromkeys(CACHES, {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"})
# a test looks again sooner than a second after it changed something; those of the sharing put it back
MIDDLEWARE = [name for name in MIDDLEWARE if name != "config.shared_pages.SharedPagesMiddleware"]
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(THROTTLE_RATES, "100000/min"),
}
if os.environ.get("SLOW_PAGES"):
    MIDDLEWARE = ["tests.browser.pieces.TwoPieces", *MIDDLEWARE]
