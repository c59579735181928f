"""Settings of those who log in: proofs, passwords, lock-outs, sessions, single sign-on (docs/security.md)."""

from datetime import timedelta
from urllib.parse import urlsplit

from config.environment import env, refuse

AUTH_USER_MODEL = "departments.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "departments.officers.backends.AssignmentBackend"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone", "staff_number")},
    },
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "departments.officers.access.passwords.AnotherPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who goes on trying does not prolong it for the officer
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger can't lock an officer out from elsewhere
AXES_HANDLER = "departments.officers.access.known_browsers.KnownBrowserHandler"
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code", "state", "old_password"]
AXES_CLIENT_STR_CALLABLE = "departments.officers.log_ins.describe_client"
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # one record per failure; that of the counter goes when a lock-out is lifted

# how long a log-in lasts is kept in the session itself; its row outlives that, so that the log-in page can say why
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=8)
SESSION_COOKIE_AGE = 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True


def read_issuer(name: str) -> str:
    """Return the provider's address exactly as it names itself; empty: there is none. Plain http is for one machine."""
    issuer: str = env.str(name, default="")
    place = urlsplit(issuer)
    is_safe = place.scheme == "https" or (place.scheme, place.hostname) == ("http", "127.0.0.1")
    if issuer and not (is_safe and place.hostname):
        raise refuse(name, "an https address")
    return issuer
