"""Settings from the environment; a wrong value stops startup with a sentence that says the fix.

Values are read as they are, without guessing, and an unset variable never grants anything.
"""

import os
import re
import secrets
from collections.abc import Callable
from email.utils import parseaddr
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

RATE_UNIT_SECONDS = {"s": 1, "min": 60, "h": 3600}
MAIL_PORTS = {"smtps": 465, "smtp+tls": 587, "smtp": 25}
# Mail delivery services, each with django-anymail's setting for its API key.
MAIL_SERVICES = {
    "brevo": "API_KEY",
    "mailersend": "API_TOKEN",
    "mailgun": "API_KEY",
    "postmark": "SERVER_TOKEN",
    "resend": "API_KEY",
    "sparkpost": "API_KEY",
}
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
MOST_COUNTS = 100_000  # entries in memory; a full cache refuses new ones
MOST_PICTURES, MOST_PICTURE_BYTES = 300, 16 * 1024 * 1024


def read_string(name: str, default: str | None = None) -> str:
    """Return a variable as text; without a default it must be set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} isn't set. Set it in the environment (see README.md).")
    return default


def read_choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return one of the allowed words."""
    value = read_string(name, default)
    if value not in allowed:
        raise build_value_error(name, value, " or ".join(allowed))
    return value


def read_flag(name: str, *, default: bool = False) -> bool:
    """Return True for `true`, False for `false`."""
    return read_choice(name, ("true", "false"), "true" if default else "false") == "true"


def read_development_flag(name: str, *, production: bool) -> bool:
    """Return True for `true`, False for `false`; in production, `true` stops startup."""
    if read_flag(name) and production:
        raise build_value_error(name, "true", "false in production")
    return read_flag(name)


def read_list(name: str, default: str = "") -> list[str]:
    """Return values separated by commas."""
    return [value.strip() for value in read_string(name, default).split(",") if value.strip()]


def read_networks(name: str) -> list[str]:
    """Return IP addresses or networks separated by commas."""
    values = read_list(name)
    for value in values:
        try:
            ip_network(value)
        except ValueError:
            raise build_value_error(
                name, value, "IP addresses or networks, such as 10.0.0.0/8"
            ) from None
    return values


def read_number(name: str, default: int, most: int, unit: str = "a number") -> int:
    """Return a whole number from 1 to `most`; the error names it as `unit`."""
    value = read_string(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,5}", value) or int(value) > most:
        raise build_value_error(name, value, f"{unit} from 1 to {most}")
    return int(value)


def read_rate(name: str, default: str) -> tuple[int, int] | None:
    """Return a rate such as `120/min` as (requests, seconds), or None for `off`."""
    value = read_string(name, default)
    if value == "off":
        return None
    match = re.fullmatch("([1-9][0-9]{0,6})/(s|min|h)", value)
    if not match:
        raise build_value_error(name, value, "a rate such as 120/min (s, min, or h), or off")
    return int(match[1]), RATE_UNIT_SECONDS[match[2]]


def read_secret(name: str, keep_in: Path | None = None) -> str:
    """Return a secret of at least 50 characters.

    With `keep_in`, an unset secret is generated once and stored in that file.
    """
    value = os.environ.get(name, "")
    if not value and keep_in is not None:
        return read_or_make_secret(keep_in)
    if len(value) < 50:  # noqa: PLR2004 - the minimum of Django's own check
        fix = "at least 50 random characters, such as the output of `openssl rand -hex 32`"
        raise ImproperlyConfigured(f"{name} is missing or too short. Set it to {fix}.")
    return value


def read_or_make_secret(path: Path) -> str:
    """Return the secret in a file; create the file, readable by its owner only, if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()


def read_database(name: str, default: str, folder: Path) -> dict[str, Any]:
    """Return Django's database settings from `sqlite:///PATH` or `postgres://…`.

    A relative PATH starts in `folder`; `sqlite:////PATH` is absolute.
    """
    parts = split_url(read_string(name, default))
    readers: dict[str, Callable[..., dict[str, Any]]] = {
        "sqlite": lambda: configure_sqlite(name, folder / parts.path.removeprefix("/")),
        "postgres": lambda: configure_postgres(parts),
        "postgresql": lambda: configure_postgres(parts),
    }
    if parts.scheme not in readers or not parts.path.strip("/"):
        # The value may contain a password, so the message doesn't repeat it.
        form = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
        signs = "Percent-encode characters such as @ / [ in a name or password (%40 %2F %5B)"
        raise ImproperlyConfigured(f"{name} isn't valid. Use {form}. {signs}.")
    return readers[parts.scheme]()


def split_url(value: str) -> SplitResult:
    """Return the parts of a URL; all parts are empty if it can't be parsed."""
    try:
        return urlsplit(value)
    except ValueError:
        return urlsplit("")


def configure_sqlite(name: str, path: Path) -> dict[str, Any]:
    """Return settings of SQLite for many readers and one writer; further writers wait."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"Can't create the folder {path.parent} of {name} ({error.strerror})"
        raise ImproperlyConfigured(f"{problem}. Use a folder that can be created.") from None
    return {
        "ENGINE": "acro.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def configure_postgres(parts: Any) -> dict[str, Any]:
    """Return settings of PostgreSQL with persistent, health-checked connections."""
    try:
        port = parts.port or ""
    except ValueError:
        raise ImproperlyConfigured("The port in DATABASE_URL must be a number.") from None
    return {
        "ENGINE": "acro.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def read_caches(name: str) -> dict[str, dict[str, Any]]:
    """Return Django's caches: limits from `redis://…` or in memory, and pictures always in memory.

    allauth uses `default` for sign-in limits and used codes; `rates` counts API requests.
    """
    value = read_string(name, "")
    counting = configure_redis(name, value) if value else {}
    return {alias: counting or configure_memory(alias) for alias in ("default", "rates")} | {
        "pictures": {
            "BACKEND": "acro.caches.PictureCache",
            "LOCATION": "pictures",
            "OPTIONS": {"MAX_BYTES": MOST_PICTURE_BYTES, "MAX_ENTRIES": MOST_PICTURES},
        }
    }


def configure_memory(alias: str) -> dict[str, Any]:
    """Return settings of a cache in the memory of each process that forgets nothing too early."""
    return {
        "BACKEND": "acro.caches.CountingCache",
        "LOCATION": alias,
        "OPTIONS": {"MAX_ENTRIES": MOST_COUNTS},
    }


def configure_redis(name: str, value: str) -> dict[str, Any]:
    """Return settings of a cache in Redis."""
    parts = split_url(value)
    try:
        is_valid = parts.scheme in {"redis", "rediss"} and parts.hostname and parts.port != 0
    except ValueError:  # The port isn't a number.
        is_valid = False
    if not is_valid or not re.fullmatch("/?[0-9]*", parts.path):
        # The value may contain a password, so the message doesn't repeat it.
        raise ImproperlyConfigured(f"{name} isn't valid. Use redis://HOST:PORT/NUMBER.")
    if find_spec("redis") is None:
        fix = "Install requirements.lock, or run pip install '.[redis]'"
        raise ImproperlyConfigured(f"{name} needs the package redis, which is missing. {fix}.")
    # A list, because Django divides a text at commas, which a password may contain.
    return {"BACKEND": "acro.redis_cache.SharedCache", "LOCATION": [value]}


def read_site_url(name: str, default: str | None, *, secure: bool) -> str:
    """Return the URL of a site without a path, such as `https://directory.example`."""
    value = read_string(name, default)
    parts = split_url(value)
    allowed = ("https",) if secure else ("http", "https")
    # Scheme and host put together must equal the value: no path, query, or slash.
    if parts.scheme not in allowed or not parts.hostname or value != f"{parts[0]}://{parts[1]}":
        form = f"a URL without a path, such as {allowed[-1]}://directory.example"
        raise build_value_error(name, value, form)
    if "@" in parts.netloc:
        raise build_value_error(name, value, "a URL without a user name")
    return value


def read_mail_server(name: str, *, production: bool) -> dict[str, Any]:
    """Return the values of Django's `EMAIL_` settings, and `ANYMAIL` for a mail service.

    `smtps://` is encrypted from the start, `smtp+tls://` after STARTTLS, and `smtp://` never: it
    may send a password only to this machine. `console:` prints mail, in development only.
    `postmark://KEY@` delivers through that service over HTTPS.
    """
    value = read_string(name, None if production else "console:")
    if value == "console:" and not production:
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"} | configure_smtp(
            split_url("")
        )
    parts = split_url(value)
    if parts.scheme in MAIL_SERVICES:
        return configure_mail_service(name, parts)
    try:
        server = configure_smtp(parts)
    except ValueError:
        server = configure_smtp(split_url(""))
    if parts.scheme not in MAIL_PORTS or not server["HOST"]:
        # The value may contain a password, so the message doesn't repeat it.
        form = "smtps://USER:PASSWORD@HOST:PORT, smtp+tls://… or smtp://…, or SERVICE://KEY@"
        known = f"SERVICE is one of {', '.join(MAIL_SERVICES)}. Write @ as %40"
        raise ImproperlyConfigured(f"{name} isn't valid. Use {form}. {known}.")
    if parts.scheme == "smtp" and server["HOST_PASSWORD"] and server["HOST"] not in LOOPBACK_HOSTS:
        raise ImproperlyConfigured(f"{name} would send a password unencrypted. Use smtp+tls://.")
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"} | server


def configure_mail_service(name: str, parts: SplitResult) -> dict[str, Any]:
    """Return settings from `SERVICE://KEY@`, or `SERVICE://KEY@HOST/PATH` for another API URL."""
    service = parts.scheme
    if not parts.username or parts.password or parts.query or parts.fragment:
        form = f"{service}://KEY@, or {service}://KEY@HOST/PATH if its API is elsewhere"
        raise ImproperlyConfigured(f"{name} isn't valid. Use {form}. Write @ as %40.")
    options = {f"{service.upper()}_{MAIL_SERVICES[service]}": unquote(parts.username)}
    if place := parts.netloc.rpartition("@")[2]:
        options[f"{service.upper()}_API_URL"] = f"https://{place}{parts.path}"
    backend = f"anymail.backends.{service}.EmailBackend"
    return {"BACKEND": backend, "ANYMAIL": options} | configure_smtp(split_url(""))


def configure_smtp(parts: SplitResult) -> dict[str, Any]:
    """Return a mail server's settings; raise `ValueError` if its port is not a number."""
    return {
        "HOST": parts.hostname or "",
        "PORT": parts.port or MAIL_PORTS.get(parts.scheme, 0),
        "HOST_USER": unquote(parts.username or ""),
        "HOST_PASSWORD": unquote(parts.password or ""),
        "USE_SSL": parts.scheme == "smtps",
        "USE_TLS": parts.scheme == "smtp+tls",
    }


def read_sender(name: str, default: str | None) -> str:
    """Return an email address, or `Name <address>`."""
    value = read_string(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        raise build_value_error(
            name, value, "an email address, such as Directory <directory@example.org>"
        ) from None
    return value


def read_email_address(name: str) -> str:
    """Return one email address, or "" if the variable isn't set."""
    values = read_addresses(name)
    if len(values) > 1:
        raise build_value_error(name, ",".join(values), "one email address")
    return values[0] if values else ""


def read_addresses(name: str) -> list[str]:
    """Return email addresses separated by commas."""
    values = read_list(name)
    for value in values:
        try:
            validate_email(value)
        except ValidationError:
            form = "email addresses separated by commas, such as it@example.org"
            raise build_value_error(name, value, form) from None
    return values


def read_dsn(name: str) -> str:
    """Return the address of a Sentry-compatible service, or "" if errors stay in the log."""
    value = read_string(name, "")
    parts = split_url(value)
    if value and not (parts.scheme in {"http", "https"} and parts.username and parts.path[1:]):
        # The value contains a key, so the message doesn't repeat it.
        raise ImproperlyConfigured(f"{name} isn't valid. Use https://KEY@HOST/PROJECT.")
    if value and find_spec("sentry_sdk") is None:
        fix = "Install it with `pip install '.[sentry]'`, or unset the variable"
        raise ImproperlyConfigured(f"{name} needs the package sentry-sdk. {fix}.")
    return value


def read_tasks(name: str, *, production: bool) -> dict[str, Any]:
    """Return the backend of background tasks: run at once, or by `manage.py worker`.

    Production requires the worker: a task that runs at once is tried only once and delays a page.
    """
    backends = {"worker": "django_tasks_db.DatabaseBackend"}
    if not production:
        backends["at_once"] = "django_tasks.backends.immediate.ImmediateBackend"
    chosen = read_choice(name, tuple(backends), "worker" if production else "at_once")
    return {"default": {"BACKEND": backends[chosen]}}


def build_value_error(name: str, value: str, allowed: str) -> ImproperlyConfigured:
    """Return the error of a value that is not allowed."""
    return ImproperlyConfigured(f"{name} is “{value}”. Use {allowed}.")
