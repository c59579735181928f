"""Settings, read from the environment once and strictly: a missing or malformed variable fails at start, by its name.

The variables are listed in docs/settings.md. Rules of law are rows of the database, never settings.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from config import environment
from config.api.description import SPECTACULAR_SETTINGS  # noqa: F401 — read by drf-spectacular
from config.api.framework import REST_FRAMEWORK, THROTTLE_RATES  # noqa: F401 — read by Django REST framework
from config.environment import env
from config.logs import FORMATS, describe_logging
from config.outbound import read_ca_file, read_ports, read_webhook_networks
from config.people import *  # noqa: F403
from config.people import read_issuer
from config.stores import read_file_store

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.read_switch("DEBUG", default=False)
IS_DEMO = environment.read_switch("IS_DEMO", default=False)
SECRET_KEY = environment.read_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.read_secrets("SECRET_KEY_FALLBACKS")
PERSONAL_KEYS = environment.read_fernet_keys("PERSONAL_KEYS")  # for senders' data, newest first
ALLOWED_HOSTS = environment.read_hosts("ALLOWED_HOSTS", is_public=not (DEBUG or IS_DEMO))
CSRF_FAILURE_VIEW = "departments.officers.access.views.form_of_an_earlier_log_in"
CSRF_TRUSTED_ORIGINS = environment.read_origins("CSRF_TRUSTED_ORIGINS")
VAR_DIR = environment.read_folder("VAR_DIR", BASE_DIR / "var")
IS_HTTPS = environment.read_switch("IS_HTTPS", default=not (DEBUG or IS_DEMO))
TRUSTED_PROXIES = environment.read_networks("TRUSTED_PROXIES")  # networks whose X-Forwarded-For is believed

INSTALLED_APPS = [
    "foundation.outbox",
    "foundation.journal",
    "departments",
    "disclosure",
    "interaction",
    "reports",
    "config.pages",
    "django_prose_editor",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "axes",
    "config.admin.YangguangAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ForwardedAddressMiddleware",
    "config.observation.ObservationMiddleware",
    "config.shared_pages.SharedPagesMiddleware",
    "config.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.DemonstrationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.middleware.UnreadableRequestMiddleware",
    "config.middleware.UnmeasuredBodyMiddleware",
    "config.middleware.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "departments.officers.access.gate.GateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.WrongMethodMiddleware",
    "config.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.pages.context.site",
            ],
            "builtins": ["config.pages.templatetags.yangguang"],
        },
    }
]

DATABASE = environment.read_database("DATABASE_URL")
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": "-c statement_timeout=30000 -c lock_timeout=10000",
            **DATABASE.get("OPTIONS", {}),  # what the address asks for: ?sslmode=verify-full, ?host=/run/postgresql
        },
    }
}

REDIS_URL = environment.read_redis("REDIS_URL")
CACHE_KIND, CACHE_PLACE = (
    ("Redis", {"LOCATION": REDIS_URL, "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}})
    if REDIS_URL
    # Django's 300 entries would throw counters of throttles and log-ins away
    else ("File", {"LOCATION": VAR_DIR / "cache", "OPTIONS": {"MAX_ENTRIES": 10_000}})
)
CACHES = {  # what each is for, and what happens while Redis is away: foundation/caches.py
    "default": {"BACKEND": f"foundation.caches.Remembering{CACHE_KIND}Cache", **CACHE_PLACE},
    "counters": {"BACKEND": f"foundation.caches.Counting{CACHE_KIND}Cache", **CACHE_PLACE},
    "own": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}

# -- people ------------------------------------------------------------------------------------------------------
OIDC_ISSUER = read_issuer("OIDC_ISSUER")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default=env.NOTSET if OIDC_ISSUER else "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default=env.NOTSET if OIDC_ISSUER else "")
OIDC_NAME = env.str("OIDC_NAME", default="统一身份认证")
OIDC_SCOPES = env.str("OIDC_SCOPES", default="openid")
OIDC_STAFF_NUMBER_CLAIM = env.str("OIDC_STAFF_NUMBER_CLAIM", default="")
OIDC_SECOND_FACTORS = environment.read_list("OIDC_SECOND_FACTORS", default=[])
LOG_INS_ARE_GUARDED = not IS_DEMO  # second factor of supervisors and administrators, first passwords changed

# -- language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- files -------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    **read_file_store("FILE_STORE_URL", default=VAR_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Half of all bytes are maps of scripts, which only the tools of developers ask for: to press them takes half the time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a form that takes three says so, and keeps what was typed; past this it can't
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # the finance bureau's list of approvals: 500 units, three fields each

# -- work that follows a commit ----------------------------------------------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"  # without a host Kombu warns that it supplies this one
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0, "visibility_timeout": 3600}  # pages can't wait
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
)
if not REDIS_URL:
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_PUBLISH_RETRY = False  # the outbox is the retry
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    # what piled up while no worker ran expires: the first run that comes through does all of it
    name: {"task": task, "schedule": every, "options": {"expires": 10 * every.total_seconds()}}
    for name, task, every in (
        ("deliver-outbox", "foundation.outbox.tasks.deliver_pending", timedelta(seconds=10)),
        ("sweep-duties", "departments.duties.tasks.sweep", timedelta(minutes=1)),
        ("warn-duties", "departments.duties.tasks.warn", timedelta(minutes=10)),
        ("tell-senders-of-delay", "interaction.messages.tasks.tell_senders", timedelta(minutes=10)),
        ("forget-failed-searches", "disclosure.search.tasks.forget_failed", timedelta(hours=6)),
        ("warn-of-ending-policies", "disclosure.policies.tasks.warn_of_ending_policies", timedelta(minutes=30)),
        ("hand-over-duties", "departments.duties.tasks.hand_over_duties", timedelta(hours=1)),
        ("tell-subscribers", "disclosure.subscriptions.tasks.tell", timedelta(minutes=1)),
        ("forget-wishes", "disclosure.subscriptions.tasks.forget", timedelta(hours=6)),
        ("send-webhooks", "disclosure.webhooks.tasks.send_due", timedelta(seconds=10)),
        ("forget-attempts", "disclosure.webhooks.tasks.forget_attempts", timedelta(hours=6)),
        ("forget-query-codes", "interaction.messages.tasks.forget_codes", timedelta(hours=1)),
        ("forget-log-ins", "departments.officers.tasks.forget_log_ins", timedelta(hours=6)),
        ("resume-imports", "disclosure.money.workbooks.tasks.resume_imports", timedelta(minutes=1)),
        ("forget-workbooks", "disclosure.money.workbooks.tasks.forget_workbooks", timedelta(hours=1)),
    )
}

ITEM_FOLLOWERS = (  # called (item_id=) after what the public reads changed
    "disclosure.search.items.follow_item",
    "disclosure.webhooks.following.follow_item",
)
DATASETS = (  # the page /data/
    *(f"disclosure.exchange.datasets.{name}" for name in ("documents", "changes")),
    *(f"disclosure.money.datasets.{name}" for name in ("three_public_expenses", "counts")),
)
SEARCH_READERS = tuple(  # everything public of a kind, for `manage.py reindex`
    f"disclosure.search.items.{name}" for name in ("DOCUMENTS", "POLICIES", "INTERPRETATIONS")
)

# a server without it does not start: mails carry query codes, which must not end in a log
NO_MAIL = f"filemail:///{VAR_DIR / 'mail'}" if IS_DEMO else "consolemail://" if DEBUG else env.NOTSET
vars().update(environment.read_mail("EMAIL_URL", NO_MAIL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.read_mail_address(
    "SITE_MAIL_FROM", "yangguang@localhost" if DEBUG or IS_DEMO else env.NOTSET
)

# -- other systems that are told of changes ----------------------------------------------------------------------
WEBHOOK_NETWORKS = read_webhook_networks("WEBHOOK_NETWORKS")  # of the house, to be reached
WEBHOOK_PORTS = read_ports("WEBHOOK_PORTS", default=["443", "8443"])
WEBHOOK_SENDERS = environment.read_number("WEBHOOK_SENDERS", default=1)  # workers that may wait for receivers at once
WEBHOOK_CA_FILE = read_ca_file("WEBHOOK_CA_FILE")  # certificates believed beside the system's own

# -- who runs this site ------------------------------------------------------------------------------------------
SITE_ADDRESS = environment.read_site(
    "SITE_ADDRESS", default="http://127.0.0.1:8000" if DEBUG or IS_DEMO else env.NOTSET
)
SITE_IDENTITY = {
    "domain": SITE_ADDRESS.partition("://")[2],
    "city": env.str("SITE_CITY", default="六安市"),
    "name": env.str("SITE_NAME", default="六安市政府信息公开平台"),
    "organiser": env.str("SITE_ORGANISER", default=""),
    "operator": env.str("SITE_OPERATOR", default=""),
    "contact": env.str("SITE_CONTACT", default=""),
    "code": env.str("SITE_CODE", default=""),
    "icp": env.str("SITE_ICP", default=""),
    "licence": env.str("SITE_LICENCE", default=""),
    "police": env.str("SITE_POLICE", default=""),
}

# -- security ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "hid", "microphone", "midi", "payment", "serial", "usb")
)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # probes ask the server itself, without the proxy's certificate
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS

# -- who watches -------------------------------------------------------------------------------------------------
LOGGING = describe_logging(environment.read_choice("LOG_FORMAT", FORMATS))
METRICS_NETWORKS = environment.read_networks("METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])
METRICS_TOKEN = environment.read_token("METRICS_TOKEN")
WATCH_DOOR = environment.read_host_and_port("WATCH_DOOR")  # where `manage.py watch` finds the site, if not by its name
ALARM_MAIL = environment.read_mail_addresses("ALARM_MAIL", [])
