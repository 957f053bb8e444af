"""Settings from the environment; a wrong value stops the start with a sentence that says the mend.

Values are read as they are: nothing here guesses, and an unset variable never grants anything.
"""

import os
import re
import secrets
from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

RATE_UNIT_SECONDS = {"s": 1, "min": 60, "h": 3600}
MAIL_PORTS = {"smtps": 465, "smtp+tls": 587, "smtp": 25}
# Services that deliver mail, each with what django-anymail calls its key.
MAIL_SERVICES = {
    "brevo": "API_KEY",
    "mailersend": "API_TOKEN",
    "mailgun": "API_KEY",
    "postmark": "SERVER_TOKEN",
    "resend": "API_KEY",
    "sparkpost": "API_KEY",
}
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


def read_string(name: str, default: str | None = None) -> str:
    """A variable as text; without a default it must be set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} isn't set. Set it in the environment (see README.md).")
    return default


def read_choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of a few words."""
    value = read_string(name, default)
    if value not in allowed:
        raise build_value_error(name, value, " or ".join(allowed))
    return value


def read_flag(name: str, *, default: bool = False) -> bool:
    """`true` or `false`."""
    return read_choice(name, ("true", "false"), "true" if default else "false") == "true"


def read_development_flag(name: str, *, production: bool) -> bool:
    """`true` or `false`; in production `true` stops the start."""
    if read_flag(name) and production:
        raise build_value_error(name, "true", "false in production")
    return read_flag(name)


def read_integer(name: str, default: int, lowest: int = 0) -> int:
    """A whole number, not below `lowest`."""
    value = read_string(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", value) or int(value) < lowest:
        raise build_value_error(name, value, f"a whole number from {lowest}")
    return int(value)


def read_list(name: str, default: str = "") -> list[str]:
    """Values joined by commas."""
    return [value.strip() for value in read_string(name, default).split(",") if value.strip()]


def read_networks(name: str) -> list[str]:
    """IP addresses or networks joined by commas."""
    values = read_list(name)
    for value in values:
        try:
            ip_network(value)
        except ValueError:
            raise build_value_error(
                name, value, "IP addresses or networks, such as 10.0.0.0/8"
            ) from None
    return values


def read_rate(name: str, default: str) -> tuple[int, int] | None:
    """A rate like `120/min` as (requests, seconds); `off` is None."""
    value = read_string(name, default)
    if value == "off":
        return None
    found = re.fullmatch("([1-9][0-9]{0,6})/(s|min|h)", value)
    if not found:
        raise build_value_error(name, value, "a rate such as 120/min (s, min, or h), or off")
    return int(found[1]), RATE_UNIT_SECONDS[found[2]]


def read_secret(name: str, keep_in: Path | None = None) -> str:
    """A secret of at least 50 characters; with `keep_in` it is made once and kept in that file."""
    value = os.environ.get(name, "")
    if not value and keep_in is not None:
        return read_or_make_secret(keep_in)
    if len(value) < 50:  # noqa: PLR2004 - as many as Django's own check asks for
        mend = "at least 50 random characters, such as the output of `openssl rand -hex 32`"
        raise ImproperlyConfigured(f"{name} is missing or too short. Set it to {mend}.")
    return value


def read_or_make_secret(path: Path) -> str:
    """The secret in a file that only its owner reads; made when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(made, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()


def read_database(name: str, default: str, folder: Path) -> dict[str, Any]:
    """Django's description of a database from `sqlite:///PATH` or `postgres://…`.

    A relative PATH begins in `folder`; `sqlite:////PATH` is absolute.
    """
    parts = split_url(read_string(name, default))
    readers: dict[str, Callable[..., dict[str, Any]]] = {
        "sqlite": lambda: configure_sqlite(name, folder / parts.path.removeprefix("/")),
        "postgres": lambda: configure_postgres(parts),
        "postgresql": lambda: configure_postgres(parts),
    }
    if parts.scheme not in readers or not parts.path.strip("/"):
        # The value may hold a password: it is not repeated.
        form = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
        signs = "Percent-encode characters such as @ / [ in a name or password (%40 %2F %5B)"
        raise ImproperlyConfigured(f"{name} isn't valid. Use {form}. {signs}.")
    return readers[parts.scheme]()


def split_url(value: str) -> SplitResult:
    """An address in its parts; one that cannot be taken apart has none."""
    try:
        return urlsplit(value)
    except ValueError:
        return urlsplit("")


def configure_sqlite(name: str, path: Path) -> dict[str, Any]:
    """SQLite for many readers beside one writer, who waits instead of failing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"Can't create the folder {path.parent} of {name} ({error.strerror})"
        raise ImproperlyConfigured(f"{problem}. Use a folder that can be created.") from None
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def configure_postgres(parts: Any) -> dict[str, Any]:
    """PostgreSQL over persistent connections that are looked after."""
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


def read_cache(name: str) -> dict[str, Any]:
    """Django's description of a shared cache from `redis://…`; unset: memory of each process."""
    value = read_string(name, "")
    if not value:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if split_url(value).scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured(f"{name} isn't valid. Use redis://HOST:PORT/NUMBER.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def read_site_url(name: str, default: str | None, *, secure: bool) -> str:
    """The address of a site without a path, such as `https://directory.example`."""
    value = read_string(name, default)
    parts = split_url(value)
    allowed = ("https",) if secure else ("http", "https")
    # Taken apart and put together again it must be the same: no user, path, query or slash.
    if parts.scheme not in allowed or not parts.hostname or value != f"{parts[0]}://{parts[1]}":
        form = f"a URL without a path, such as {allowed[-1]}://directory.example"
        raise build_value_error(name, value, form)
    if "@" in parts.netloc:
        raise build_value_error(name, value, "a URL without a user name")
    return value


def read_mail_server(name: str, *, production: bool) -> dict[str, Any]:
    """How mail leaves, as the words of Django's `EMAIL_` settings, and `ANYMAIL` for a service.

    `smtps://` is encrypted from the start, `smtp+tls://` from STARTTLS on, `smtp://` never: a
    password goes over it to this machine alone. `console:` prints mail, in development.
    `postmark://KEY@` hands it to that service by HTTPS.
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
        found = configure_smtp(parts)
    except ValueError:
        found = configure_smtp(split_url(""))
    if parts.scheme not in MAIL_PORTS or not found["HOST"]:
        # The value may hold a password: it is not repeated.
        form = "smtps://USER:PASSWORD@HOST:PORT, smtp+tls://… or smtp://…, or SERVICE://KEY@"
        known = f"SERVICE is one of {', '.join(MAIL_SERVICES)}. Write @ as %40"
        raise ImproperlyConfigured(f"{name} isn't valid. Use {form}. {known}.")
    if parts.scheme == "smtp" and found["HOST_PASSWORD"] and found["HOST"] not in LOOPBACK_HOSTS:
        raise ImproperlyConfigured(f"{name} would send a password unencrypted. Use smtp+tls://.")
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"} | found


def configure_mail_service(name: str, parts: SplitResult) -> dict[str, Any]:
    """A service from `SERVICE://KEY@`, or `SERVICE://KEY@HOST/PATH` where its API is elsewhere."""
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
    """A mail server's address in Django's words; ValueError where its port is no number."""
    return {
        "HOST": parts.hostname or "",
        "PORT": parts.port or MAIL_PORTS.get(parts.scheme, 0),
        "HOST_USER": unquote(parts.username or ""),
        "HOST_PASSWORD": unquote(parts.password or ""),
        "USE_SSL": parts.scheme == "smtps",
        "USE_TLS": parts.scheme == "smtp+tls",
    }


def read_sender(name: str, default: str | None) -> str:
    """An email address, or `Name <address>`."""
    value = read_string(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        raise build_value_error(
            name, value, "an email address, such as Directory <directory@example.org>"
        ) from None
    return value


def read_tasks(name: str, *, production: bool) -> dict[str, Any]:
    """Where background work is done: at once, or by `manage.py worker`, from the database.

    Production has the worker: what is tried at once is tried only once, and holds up a page.
    """
    backends = {"worker": "django_tasks_db.DatabaseBackend"}
    if not production:
        backends["at_once"] = "django_tasks.backends.immediate.ImmediateBackend"
    chosen = read_choice(name, tuple(backends), "worker" if production else "at_once")
    return {"default": {"BACKEND": backends[chosen]}}


def build_value_error(name: str, value: str, allowed: str) -> ImproperlyConfigured:
    """The error of a value that is not understood."""
    return ImproperlyConfigured(f"{name} is “{value}”. Use {allowed}.")
