"""Asks again and again what several parts of the saved answers ask."""

import json
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, get_resolver

PASSWORD = "a long pass phrase"
COMPANY, OTHER, MOVED, OPEN = "fortrea", "medpace", "med-pace", "ergomed"
ROOT = Path(__file__).resolve().parent.parent
PORTAL, PROFILE = f"/portal/{COMPANY}", f"/api/v1/members/{COMPANY}/"
ROLES = ("anonymous", "stranger", "other", "editor", "owner", "enrolling", "staff", "admin")
SECTIONS = ("identity", "names", "countries", "services", "figures", "links", "text")
PATCH = "application/merge-patch+json"


def names(patterns, space="", arguments=()):
    """The name of each address of a resolver, with the names of its arguments."""
    for found in patterns:
        more = (*arguments, *found.pattern.regex.groupindex)
        if isinstance(found, URLPattern):
            yield f"{space}{found.name}", more
        else:
            inside = f"{found.namespace}:" if found.namespace else ""
            yield from names(found.url_patterns, space + inside, more)


def addresses():
    """The names of all addresses but those of the admin, which has too many of its own."""
    found = {name for name, _ in names(get_resolver().url_patterns)}
    return {name for name in found if not name.startswith("admin:")}


def rows(model):
    """The rows of a model of the directory."""
    return apps.get_model("directory", model).objects


def revision(**which):
    """The id of the newest revision of these."""
    found = rows("Revision").filter(member__slug=COMPANY, **which).order_by("-created_at", "-id")
    return found[0].pk


def pages(saving, who):
    """All pages of a company's portal."""
    for end in (
        "",
        "preview/",
        "submit/",
        "merge/",
        "confirm/",
        "withdraw/",
        "discard/",
        "history/",
    ):
        saving.get(who, f"{PORTAL}/{end}")
    for section in SECTIONS:
        saving.get(who, f"{PORTAL}/edit/{section}/")


def edit(saving, who, section, /, **changes):
    """Change a section of a user's draft."""
    return saving.send(who, f"{PORTAL}/edit/{section}/", fields=changes)


def submit(saving, who, **said):
    """Hand a draft in."""
    return saving.send(who, f"{PORTAL}/submit/", **said)


def patch(saving, body, key="owner", address=PROFILE, form=PATCH, **headers):
    """Send a merge patch with an API token."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if key:
        named["Authorization"] = f"Token {saving.keys.get(key, key)}"
    text = body if isinstance(body, str) else json.dumps(body)
    return saving.ask("program", "patch", address, text, content_type=form, headers=named)
