"""Django's settings, made from the environment and nothing else."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from visavis.config.database import django_database
from visavis.config.env import Env

ENV = Env.read(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_keys_old)
ALLOWED_HOSTS = list(ENV.allowed_hosts)
SECURE = ENV.base_url.startswith("https://")

INSTALLED_APPS = [
    # What forms say is settled before the wiring loads the features, and with them their forms.
    "visavis.web",
    "visavis.config",
    "visavis.live",
    "visavis.audit",
    "visavis.notify",
    "visavis.practice",
    "visavis.people",
    "visavis.schedule",
    "visavis.booking",
    "visavis.messages",
    "visavis.waiting",
    "visavis.calls",
    "visavis.notes",
    "visavis.history",
    "visavis.room",
    "visavis.desk",
    "visavis.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "visavis.web.permissions_policy.PermissionsPolicyMiddleware",
    "visavis.people.session_cookie.SignedSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "visavis.web.refusals.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "visavis.config.urls"
WSGI_APPLICATION = "visavis.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "visavis.practice.context_processors.practice",
            ],
        },
    }
]
FORM_RENDERER = "visavis.web.forms.FormRenderer"

DATABASES = {"default": django_database(ENV.database)}
CACHES = {
    # Shared by all processes, because rate limits that each process counts for itself are none.
    "default": {"BACKEND": "visavis.lib.shared_cache.SharedCache", "LOCATION": "shared_cache"}
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["visavis.people.sessions.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "visavis.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
# Where allauth counts by an address, or a page that is only looked at, a stranger or a mail scanner could
# spend somebody else's attempts: `people.known_devices` counts those instead.
ACCOUNT_RATE_LIMITS = {"login": None, "reset_password": "20/m/ip", "reset_password_from_key": None}
MFA_ADAPTER = "visavis.people.adapters.MfaAdapter"
# Accounts are made by the practice's admin for an address they know; there is no sign-up to guard.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Vis-à-vis"

SESSION_ENGINE = "visavis.people.sessions"
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "visavis.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
# A personal link must never travel onwards; not even our own pages need the address one came from.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:", "mediastream:"],
        "font-src": [SELF],
        "connect-src": [SELF, ENV.live.url],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("uk", _("Ukrainian")), ("ru", _("Russian"))]
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
# The files of the front end carry their content's hash in their names; the rest is small and few.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/.*[-.][0-9A-Za-z_-]{8,}\.(js|css|woff2|svg|png|webp)$"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

EMAIL_BACKEND = "visavis.notify.email.backend.ChannelBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "visavis.web.uploads.UploadSizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
VISAVIS = ENV
VIDEO = {
    "default": "livekit" if ENV.livekit.carries_calls else "p2p",
    "providers": {"p2p": ENV.calls.options}
    | ({"livekit": ENV.livekit.options} if ENV.livekit.configured else {}),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "visavis.lib.redaction.RedactingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "filters": {"refusals": {"()": "visavis.lib.request_log.OneLineForRefusals"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        # A line for each question to a media server or a gateway.
        "httpx": {"level": "WARNING"},
        # It has a line for each attempt to connect; the pages say once that the database is away.
        "psycopg.pool": {"level": "CRITICAL"},
        # It repeats a traceback for each attempt to listen; the worker says once that its jobs stopped.
        "procrastinate.utils": {"level": "CRITICAL"},
    },
}
