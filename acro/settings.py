"""The settings, in the order of Django's reference; `env` reads those that vary."""

from pathlib import Path

from django.urls import reverse_lazy

from acro import __version__, build, env, logs
from directory.http.body_limits import JSON_BODY_BYTES
from directory.terms import DIRECTORY_NAME

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.read_choice("ENVIRONMENT", ("development", "production"), "development")
PRODUCTION = ENVIRONMENT == "production"
RELEASE = __version__
SITE_URL = env.read_site_url(
    "SITE_URL", None if PRODUCTION else "http://127.0.0.1:8000", secure=PRODUCTION
)

# Core
ADMINS_EMAIL = env.read_addresses("ADMINS_EMAIL")
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS", None if PRODUCTION else "localhost,127.0.0.1,[::1]")
APPEND_SLASH = True
CACHES = env.read_caches("CACHE_URL")
DATA_UPLOAD_MAX_MEMORY_SIZE = JSON_BODY_BYTES  # the largest body but those with files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # 500 trial counts have 14 fields each
DATABASES = {
    "default": env.read_database("DATABASE_URL", "sqlite:///var/directory.sqlite3", BASE_DIR),
}
DATABASE_TIMEOUT = env.read_number("DATABASE_TIMEOUT", 10, 600, "whole seconds")
DEBUG = env.read_development_flag("DEBUG", production=PRODUCTION)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "corsheaders",
    "django_tasks",
    "django_tasks_db",
    "directory",
]
LANGUAGE_CODE = "en-us"
LOGGING = logs.configure_logging(
    production=PRODUCTION,
    level=env.read_choice("LOG_LEVEL", logs.LEVELS, "INFO"),
    error_mail=bool(ADMINS_EMAIL),
)
MIDDLEWARE = [
    "directory.middleware.ForwardedHeadersMiddleware",
    "directory.middleware.RefusedEncodingsMiddleware",
    "directory.middleware.RequestIdMiddleware",
    "directory.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.middleware.CachingMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "directory.middleware.SlashMiddleware",
    "directory.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "directory.middleware.IdleStaffMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "directory.middleware.SecondFactorMiddleware",
    "directory.middleware.MovedProfileMiddleware",
    "directory.middleware.OwnChangeMiddleware",
    "directory.middleware.OutageMiddleware",
]
ROOT_URLCONF = "acro.urls"
SECRET_KEY = env.read_secret("SECRET_KEY", None if PRODUCTION else BASE_DIR / "var" / "secret_key")
SENTRY_DSN = env.read_dsn("SENTRY_DSN")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directory.context_processors.site_context",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {
            "environment": "directory.jinja2.environment",
            "lstrip_blocks": True,
            "trim_blocks": True,
        },
    },
]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
WEB_PROCESSES = env.read_number("WEB_PROCESSES", 1, 99)
WEB_THREADS = env.read_number("WEB_THREADS", 8, 99)
WSGI_APPLICATION = "acro.wsgi.application"

# Security
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "directory.views.errors.csrf_failure"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.read_flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = env.read_flag("HSTS_PRELOAD")
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.read_list("TRUSTED_PROXIES") else None
)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = env.read_flag("SSL_REDIRECT", default=PRODUCTION)
# The prefix makes browsers refuse cookies that a neighboring host or plain HTTP sets.
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
SESSION_COOKIE_SECURE = PRODUCTION
# Both HSTS settings bind other sites of the domain for a year, so they are ours to choose.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'"],
        "manifest-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
    },
}
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "if-match", "if-none-match"]
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
]
CORS_URLS_REGEX = r"^/api/"
TRUSTED_PROXIES = env.read_networks("TRUSTED_PROXIES")

# Accounts
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTH_USER_MODEL = "directory.User"
LOGIN_REDIRECT_URL = "portal"
LOGIN_URL = reverse_lazy("account_login")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
ACCOUNT_ADAPTER = "directory.people.accounts.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_FORMS = {
    "add_email": "directory.forms.email_addresses.AddEmailForm",
    "login": "directory.forms.email_addresses.LoginForm",
    "reset_password": "directory.forms.email_addresses.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {  # in addition to the library's own; docs/limits.md explains all of them
    "ask_for_access": "10/h/ip",
    "begin_passkey": "20/m/ip,200/d/ip",
    "confirm_email": "1/3m/key,10/d/key",
    "login_failed": "10/m/ip,60/h/ip,5/5m/key,20/h/key",
    "login_failed_in_all": "60/h/key",
    "manage_email": "10/m/user,50/d/user",
    "reset_password": "20/m/ip,50/d/ip,5/h/key,10/d/key",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "directory.people.accounts.SecondFactorAdapter"
# An account starts with a verified address, so no one can lock out the address's owner in advance.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "directory.people.one_time_codes.ActivateAppForm",
    "add_webauthn": "directory.people.passkeys.AddPasskeyForm",
    "authenticate": "directory.people.one_time_codes.AuthenticateForm",
    "authenticate_webauthn": "directory.people.passkeys.AuthenticatePasskeyForm",
    "login_webauthn": "directory.people.passkeys.LoginPasskeyForm",
    "reauthenticate": "directory.people.one_time_codes.ReauthenticateForm",
    "reauthenticate_webauthn": "directory.people.passkeys.ReauthenticatePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = DIRECTORY_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Email
_mail_server = env.read_mail_server("EMAIL_URL", production=PRODUCTION)
EMAIL_TIMEOUT = 20  # seconds for each step of a delivery
ANYMAIL = _mail_server.get("ANYMAIL", {}) | {"REQUESTS_TIMEOUT": EMAIL_TIMEOUT}
DEFAULT_FROM_EMAIL = env.read_sender(
    "EMAIL_FROM", None if PRODUCTION else f"{DIRECTORY_NAME} <directory@localhost.example>"
)
EMAIL_BACKEND = _mail_server["BACKEND"]
EMAIL_HOST = _mail_server["HOST"]
EMAIL_HOST_PASSWORD = _mail_server["HOST_PASSWORD"]
EMAIL_HOST_USER = _mail_server["HOST_USER"]
EMAIL_PORT = _mail_server["PORT"]
EMAIL_USE_SSL = _mail_server["USE_SSL"]
EMAIL_USE_TLS = _mail_server["USE_TLS"]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TASKS = env.read_tasks("TASKS", production=PRODUCTION)

# Files
MEDIA_ROOT = BASE_DIR / "var" / "media"

# Static files
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The API
CONTACT_EMAIL = env.read_email_address("CONTACT_EMAIL")  # whom a program's author may ask
DATA_LICENSE = env.read_string("DATA_LICENSE", "")  # of the data, not of the software
API_RATE_ANONYMOUS = env.read_rate("API_RATE_ANONYMOUS", "120/min")
API_RATE_SUGGEST = env.read_rate("API_RATE_SUGGEST", "600/min")
API_RATE_TOKEN = env.read_rate("API_RATE_TOKEN", "1200/min")
API_RATE_WRITING = env.read_rate("API_RATE_WRITING", "60/min")
KNOX_TOKEN_MODEL = "directory.Token"  # noqa: S105 - the name of a table
MIGRATION_MODULES = {"knox": None}  # our table replaces its own, so there is nothing to create
REST_KNOX = {"TOKEN_PREFIX": "acro_"}  # lets scanners for leaked secrets recognize a token
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["directory.api.authentication.TokenAuthentication"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "directory.api.negotiation.ContentNegotiation",
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["directory.api.renderers.PlainJSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "directory.api.openapi.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": ["directory.api.throttles.RateLimit"],
    "EXCEPTION_HANDLER": "directory.api.problems.answer_exception",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": DIRECTORY_NAME,
    "DESCRIPTION": "The member directory of the Association of Clinical Research Organizations as"
    " data: company profiles with their sources, and ACRO's own pages.",
    "VERSION": RELEASE,
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,  # a merge patch has its own schema
    "POSTPROCESSING_HOOKS": ["directory.api.openapi_document.complete_document"],
}

# The build
# Those that change what pages and the OpenAPI document show.
SHOWN_SETTINGS = ("CONTACT_EMAIL", "DATA_LICENSE", "DEBUG", "ENVIRONMENT", "SITE_URL")
BUILD = build.hash_build(BASE_DIR, STATIC_ROOT, {name: globals()[name] for name in SHOWN_SETTINGS})
