"""Deployment checks (`manage.py check --deploy`) for settings that work, but not as expected."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Warning, register  # noqa: A004 - Django's name for it
from django.http.request import split_domain_port, validate_host


@register(deploy=True)
def check_rate_limits_are_shared(app_configs, **options):
    """Warn if each process counts limits for itself; with several of them, it is an error."""
    if "CountingCache" not in settings.CACHES["default"]["BACKEND"]:
        return []
    processes = settings.WEB_PROCESSES
    if processes > 1:
        return [
            Error(
                f"{processes} web processes count limits and failed sign-ins separately.",
                hint="Set CACHE_URL to a Redis server, or WEB_PROCESSES to 1.",
                id="directory.E001",
            )
        ]
    return [
        Warning(
            "Each process counts limits separately, and forgets them when it ends.",
            hint="Set CACHE_URL to a Redis server if you run several web processes.",
            id="directory.W001",
        )
    ]


@register(deploy=True)
def check_letter_links_lead_here(app_configs, **options):
    """Warn if links in letters lead to a host that this site doesn't serve."""
    host, _ = split_domain_port(urlsplit(settings.SITE_URL).netloc)
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            f"SITE_URL uses the host {host}, which isn't in ALLOWED_HOSTS.",
            hint="Links in emails won't work. Add the host to ALLOWED_HOSTS or change SITE_URL.",
            id="directory.W002",
        )
    ]


@register(deploy=True)
def check_preload_covers_subdomains(app_configs, **options):
    """Warn if browsers' lists would refuse the domain, because its subdomains may use HTTP."""
    if not settings.SECURE_HSTS_PRELOAD or settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        return []
    return [
        Warning(
            "HSTS_PRELOAD has no effect without HSTS_SUBDOMAINS.",
            hint="Set HSTS_SUBDOMAINS to true, or HSTS_PRELOAD to false.",
            id="directory.W003",
        )
    ]


@register(deploy=True)
def check_hosts_are_named(app_configs, **options):
    """Warn if the site answers to any host name, or if an entry can't be one."""
    if not [host for host in settings.ALLOWED_HOSTS if host == "*" or "/" in host]:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS has an entry that isn't a host name.",
            hint="List the names that the site answers to, such as directory.example.",
            id="directory.W004",
        )
    ]
