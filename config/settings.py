"""Settings, read from the environment once and strictly: a missing or malformed variable fails at start, by its name.

The variables are listed in docs/settings.md. Rules of law are rows of the database, never settings.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.api.description import SPECTACULAR_SETTINGS  # noqa: F401 — read by drf-spectacular

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def read_switch(name: str, *, default: bool) -> bool:
    """Return a boolean variable; only true/false/1/0 are accepted, so that a typing error can't switch a guard off."""
    text = env.str(name, default=str(default)).strip().lower()
    if text not in {"true", "false", "1", "0"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {text!r}")
    return text in {"true", "1"}


DEBUG = read_switch("DEBUG", default=False)
IS_DEMO = read_switch("IS_DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PERSONAL_KEYS = env.list("PERSONAL_KEYS")  # Fernet keys for senders' data, newest first
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
IS_HTTPS = read_switch("IS_HTTPS", default=not (DEBUG or IS_DEMO))
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])  # networks whose X-Forwarded-For is believed

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
    "config.shared_pages.SharedPagesMiddleware",
    "config.middleware.PolicyMiddleware",
    "config.middleware.DemonstrationMiddleware",
    "config.middleware.ForwardedAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.middleware.UnreadableRequestMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "departments.Officer"
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

DATABASE = env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")
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

REDIS_URL = env.str("REDIS_URL", default="")
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
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "departments.officers.backends.AssignmentBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger can't lock an officer out from elsewhere
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_CLIENT_STR_CALLABLE = "departments.officers.log_ins.describe_client"

# -- language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- files -------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files" / "public"
MEDIA_URL = "files/"
STORAGES = {
    "default": {"BACKEND": "foundation.files.storing.WholeFileStorage"},
    "private": {
        "BACKEND": "foundation.files.storing.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "files" / "private"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # the finance bureau's list of approvals: 500 units, three fields each

# -- work that follows a commit ----------------------------------------------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
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
        ("tell-subscribers", "disclosure.subscriptions.tasks.tell", timedelta(minutes=1)),
        ("forget-wishes", "disclosure.subscriptions.tasks.forget", timedelta(hours=6)),
        ("forget-query-codes", "interaction.messages.tasks.forget_codes", timedelta(hours=1)),
        ("forget-log-ins", "departments.officers.tasks.forget_log_ins", timedelta(hours=6)),
        ("resume-imports", "disclosure.money.workbooks.tasks.resume_imports", timedelta(minutes=1)),
        ("forget-workbooks", "disclosure.money.workbooks.tasks.forget_workbooks", timedelta(hours=1)),
    )
}

ITEM_FOLLOWERS = ("disclosure.search.items.follow_item",)  # called (item_id=) after what the public reads changed
DATASETS = (  # the page /data/
    *(f"disclosure.exchange.datasets.{name}" for name in ("documents", "changes")),
    *(f"disclosure.money.datasets.{name}" for name in ("three_public_expenses", "counts")),
)
SEARCH_READERS = tuple(  # everything public of a kind, for `manage.py reindex`
    f"disclosure.search.items.{name}" for name in ("DOCUMENTS", "POLICIES", "INTERPRETATIONS")
)

# a server without it does not start: mails carry query codes, which must not end in a log
NO_MAIL = f"filemail:///{VAR_DIR / 'mail'}" if IS_DEMO else "consolemail://" if DEBUG else env.NOTSET
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=NO_MAIL)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("SITE_MAIL_FROM", default="yangguang@localhost")

# -- who runs this site ------------------------------------------------------------------------------------------
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
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
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # probes ask the server itself, without the proxy's certificate
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# -- REST API ----------------------------------------------------------------------------------------------------
THROTTLE_RATES = {"anon": "120/min", "user": "600/min", "submit": "10/hour", "query": "30/hour"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "departments.clients.authentication.ApiClientAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.ShallowJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "departments.clients.throttling.AnonymousRate",
        "departments.clients.throttling.KnownRate",
        "departments.clients.throttling.ScopedRate",
    ],
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    "EXCEPTION_HANDLER": "config.api.errors.problem_response",
    "PAGE_SIZE": 20,
    "NUM_PROXIES": 0,
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
