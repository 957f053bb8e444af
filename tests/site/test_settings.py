"""Settings come from the environment. An invalid one stops the start with a message."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.test import override_settings

from acro import env

BASE = Path(settings.BASE_DIR)
PRODUCTION = {
    "ENVIRONMENT": "production",
    "ALLOWED_HOSTS": "directory.example",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "CACHE_URL": "redis://127.0.0.1:6379/0",
    "DATABASE_URL": "sqlite:///var/check.sqlite3",
    "SITE_URL": "https://directory.example",
    "EMAIL_URL": "smtp+tls://user:pass@mail.example",
    "EMAIL_FROM": "Directory <directory@directory.example>",
}


def check(**variables):
    """Run `manage.py check --deploy` with only these environment variables."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command, cwd=BASE, env=bare | variables, capture_output=True, text=True, check=False
    )


def test_production_is_clean():
    done = check(**PRODUCTION)

    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_production_without_a_shared_cache_is_warned_of_limits_per_process():
    done = check(**(PRODUCTION | {"CACHE_URL": ""}))

    assert (done.returncode, "directory.W001" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("name", "value", "warning"),
    [
        ("HSTS_PRELOAD", "true", "directory.W003"),
        ("ALLOWED_HOSTS", "*", "directory.W004"),
        ("ALLOWED_HOSTS", "directory.example,https://directory.example", "directory.W004"),
    ],
)
def test_a_setting_that_does_not_do_what_it_seems_to_is_warned_of(name, value, warning):
    done = check(**(PRODUCTION | {name: value}))

    assert (done.returncode, re.findall(r"directory\.\w+\d", done.stderr)) == (1, [warning])


def test_a_missing_redis_package_stops_the_start_and_says_how_to_fix_it(tmp_path):
    hidden = 'import sys\nsys.modules["redis"] = None\n'
    (tmp_path / "sitecustomize.py").write_text(hidden, "utf-8")

    done = check(**(PRODUCTION | {"PYTHONPATH": str(tmp_path)}))

    assert done.returncode != 0
    assert "CACHE_URL needs the package redis, which is missing." in done.stderr
    assert "pip install '.[redis]'" in done.stderr


def test_several_processes_without_a_shared_cache_are_an_error(settings, monkeypatch):
    monkeypatch.delenv("CACHE_URL", raising=False)
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # The browser tests set it.
    settings.CACHES = env.read_caches("CACHE_URL")
    settings.WEB_PROCESSES = 2

    found = [
        message for message in run_checks(include_deployment_checks=True) if message.is_serious()
    ]

    assert [(message.id, message.msg) for message in found] == [
        ("directory.E001", "2 web processes count limits and failed sign-ins separately.")
    ]


def test_limits_are_kept_in_redis_and_pictures_in_memory(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://:a,b@cache:6379/1")

    found = env.read_caches("CACHE_URL")

    shared = ("acro.redis_cache.SharedCache", ["redis://:a,b@cache:6379/1"])
    assert {name: (each["BACKEND"], each["LOCATION"]) for name, each in found.items()} == {
        "default": shared,
        "rates": shared,
        "pictures": ("acro.caches.PictureCache", "pictures"),
    }


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing or too short"),
        ("SECRET_KEY", "short", "SECRET_KEY is missing or too short"),
        ("SECRET_KEY", "0123456789abcdef" * 3, "at least 50 random characters"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS isn't set"),
        ("ENVIRONMENT", "prod", "Use development or production"),
        ("DATABASE_URL", "mysql://a/b", "Use sqlite:///PATH or postgres://"),
        ("DATABASE_URL", "postgres://u:pa[ss@h/db", "Use sqlite:///PATH or postgres://"),
        (
            "DATABASE_URL",
            "sqlite:////proc/nope/x",
            "Can't create the folder /proc/nope of DATABASE_URL",
        ),
        ("CACHE_URL", "memcached://a", "Use redis://"),
        ("CACHE_URL", "redis://[x", "Use redis://"),
        ("CACHE_URL", "redis://cache:port/0", "Use redis://"),
        ("CACHE_URL", "redis://cache/first", "Use redis://"),
        ("CACHE_URL", "redis:///0", "Use redis://"),
        ("DATABASE_TIMEOUT", "0", "Use whole seconds from 1 to 600"),
        ("DATABASE_TIMEOUT", "10s", "Use whole seconds from 1 to 600"),
        ("API_RATE_ANONYMOUS", "lots", "Use a rate such as 120/min"),
        ("TRUSTED_PROXIES", "proxy.example", "Use IP addresses or networks"),
        ("SITE_URL", "", "SITE_URL isn't set"),
        ("SITE_URL", "http://directory.example", "such as https://directory.example"),
        ("SITE_URL", "https://directory.example/", "Use a URL without a path"),
        ("SITE_URL", "https://a@directory.example", "Use a URL without a user name"),
        ("SITE_URL", "https://elsewhere.example", "directory.W002"),
        ("EMAIL_URL", "", "EMAIL_URL isn't set"),
        ("EMAIL_URL", "console:", "Use smtps://USER:PASSWORD@HOST:PORT"),
        ("EMAIL_URL", "smtp://mail.example:twenty", "Use smtps://USER:PASSWORD@HOST:PORT"),
        ("EMAIL_URL", "pigeon://key@", "SERVICE is one of brevo, mailersend, mailgun, postmark"),
        ("EMAIL_URL", "postmark://", "Use postmark://KEY@, or postmark://KEY@HOST/PATH"),
        ("EMAIL_URL", "mailgun://user:key@", "Use mailgun://KEY@"),
        ("EMAIL_URL", "smtp://user:pass@mail.example", "would send a password unencrypted"),
        ("EMAIL_FROM", "directory", "Use an email address, such as Directory <"),
        ("LOG_LEVEL", "LOUD", "Use DEBUG or INFO or WARNING or ERROR"),
        ("ADMINS_EMAIL", "it@example.org,staff", "Use email addresses separated by commas"),
        ("SENTRY_DSN", "sentry.example", "Use https://KEY@HOST/PROJECT"),
        ("TASKS", "at_once", "TASKS is “at_once”. Use worker"),
        ("HSTS_PRELOAD", "yes", "Use true or false"),
        ("WEB_PROCESSES", "0", "WEB_PROCESSES is “0”. Use a number from 1 to 99"),
        ("WEB_THREADS", "many", "Use a number from 1 to 99"),
        ("DEBUG", "yes", "Use true or false"),
        ("DEBUG", "true", "DEBUG is “true”. Use false in production"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_says_how_to_fix_it(name, value, sentence):
    done = check(**(PRODUCTION | {name: value}))

    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.parametrize("command", ["check", "migrate", "worker"])
def test_a_command_with_a_wrong_setting_ends_with_one_sentence(command):
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=BASE,
        env=os.environ | {"SITE_URL": "directory.example"},
        capture_output=True,
        text=True,
        check=False,
    )

    form = "a URL without a path, such as https://directory.example"
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"SITE_URL is “directory.example”. Use {form}.\n"


def test_production_binds_its_cookies_to_this_host_alone():
    show = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", show],
        cwd=BASE,
        env=os.environ | PRODUCTION | {"DATABASE_URL": "sqlite:///var/check.sqlite3"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["__Host-sessionid", "__Host-csrftoken"]


@pytest.mark.parametrize(
    ("chosen", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_SUBDOMAINS": "true"}, "max-age=31536000; includeSubDomains"),
        (
            {"HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"},
            "max-age=31536000; includeSubDomains; preload",
        ),
    ],
)
def test_other_hosts_of_the_domain_need_https_only_if_that_is_chosen(chosen, header):
    ask = (
        "from django.test import Client;"
        "response = Client().get('/healthz', headers={'host': 'directory.example'}, secure=True);"
        "print(response['Strict-Transport-Security'])"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", ask],
        cwd=BASE,
        env=os.environ | PRODUCTION | chosen,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == header


def test_a_password_in_an_address_is_never_repeated(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgrs://user:hunter2@host/name")
    monkeypatch.setenv("EMAIL_URL", "smpt://user:hunter2@host")

    with pytest.raises(ImproperlyConfigured) as wrong:
        env.read_database("DATABASE_URL", "", BASE)
    with pytest.raises(ImproperlyConfigured) as wrong_too:
        env.read_mail_server("EMAIL_URL", production=True)

    assert "hunter2" not in f"{wrong.value} {wrong_too.value}"


def test_error_reports_without_their_package_stop_the_start_and_say_the_fix(monkeypatch):
    monkeypatch.setenv("SENTRY_DSN", "https://hunter2@sentry.example/1")
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)  # as if it weren't installed

    with pytest.raises(ImproperlyConfigured) as wrong:
        env.read_dsn("SENTRY_DSN")

    assert "Install it with `pip install '.[sentry]'`" in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://localhost", ("localhost", 25, "", "", False, False)),
        ("smtp://user:pass@localhost:2525", ("localhost", 2525, "user", "pass", False, False)),
        ("smtp+tls://u%40a:p%40ss@mail.example", ("mail.example", 587, "u@a", "p@ss", False, True)),
        ("smtps://u:p@mail.example", ("mail.example", 465, "u", "p", True, False)),
    ],
)
def test_a_mail_server_is_named_by_an_address(monkeypatch, address, expected):
    monkeypatch.setenv("EMAIL_URL", address)

    found = env.read_mail_server("EMAIL_URL", production=True)

    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
    assert tuple(found[name] for name in names) == expected


@pytest.mark.parametrize(
    ("address", "backend", "options"),
    [
        ("postmark://a%40b@", "postmark", {"POSTMARK_SERVER_TOKEN": "a@b"}),
        (
            "mailgun://key@api.eu.mailgun.net/v3",
            "mailgun",
            {"MAILGUN_API_KEY": "key", "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3"},
        ),
    ],
)
def test_a_mail_service_is_named_by_an_address(monkeypatch, address, backend, options):
    monkeypatch.setenv("EMAIL_URL", address)

    found = env.read_mail_server("EMAIL_URL", production=True)

    assert found["BACKEND"] == f"anymail.backends.{backend}.EmailBackend"
    assert found["ANYMAIL"] == options


@pytest.mark.parametrize("service", env.MAIL_SERVICES)
def test_a_mail_service_takes_its_key_by_the_name_that_it_is_given(monkeypatch, service):
    monkeypatch.setenv("EMAIL_URL", f"{service}://key@")
    found = env.read_mail_server("EMAIL_URL", production=True)

    with override_settings(ANYMAIL=found["ANYMAIL"]):
        assert get_connection(found["BACKEND"]).esp_name.lower() == service


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("sqlite:////tmp/a.sqlite3", {"NAME": Path("/tmp/a.sqlite3")}),
        ("sqlite:///var/a.sqlite3", {"NAME": BASE / "var/a.sqlite3"}),
        (
            "postgres://u:p%40ss@db:5433/names?sslmode=require",
            {
                "NAME": "names",
                "USER": "u",
                "PASSWORD": "p@ss",
                "HOST": "db",
                "PORT": 5433,
                "OPTIONS": {"sslmode": "require"},
            },
        ),
    ],
)
def test_a_database_is_named_by_an_address(monkeypatch, address, expected):
    monkeypatch.setenv("DATABASE_URL", address)

    found = env.read_database("DATABASE_URL", "", BASE)

    assert {key: found[key] for key in expected} == expected


def test_a_secret_is_created_once_and_readable_only_by_its_owner(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret_key"

    first, second = env.read_secret("SECRET_KEY", path), env.read_secret("SECRET_KEY", path)

    assert first == second
    assert (len(first), path.stat().st_mode & 0o777) == (64, 0o600)


def test_the_table_of_settings_names_every_variable_that_is_read():
    read = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (BASE / "acro/settings.py").read_text("utf-8"))
    table = re.findall(r"^\| `([A-Z_]+)` \|", (BASE / "README.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(table) == sorted(set(read))
