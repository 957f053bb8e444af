"""The requests and lookups that several parts of the saved answers share."""

import json
import re
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
    """Yield the name of each URL pattern of a resolver, with the names of its arguments."""
    for found in patterns:
        more = (*arguments, *found.pattern.regex.groupindex)
        if isinstance(found, URLPattern):
            yield f"{space}{found.name}", more
        else:
            inside = f"{found.namespace}:" if found.namespace else ""
            yield from names(found.url_patterns, space + inside, more)


def addresses():
    """Return the names of all URL patterns, except the many of the admin."""
    found = {name for name, _ in names(get_resolver().url_patterns)}
    return {name for name in found if not name.startswith("admin:")}


def rows(model):
    """Return the manager of a model of the directory."""
    return apps.get_model("directory", model).objects


def revision(**which):
    """Return the id of the company's newest revision with these field values."""
    found = rows("Revision").filter(member__slug=COMPANY, **which).order_by("-created_at", "-id")
    return found[0].pk


def pages(saving, who):
    """Request every page of the company's portal."""
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
    """Change a section of the user's draft."""
    return saving.send(who, f"{PORTAL}/edit/{section}/", fields=changes)


def paste(saving, who, block, /, **shared):
    """Paste trial counts into the user's draft, and confirm how they were read."""
    shown = edit(saving, who, "figures", pasted=block, **shared)
    if button := re.search(r'name="pasted\.confirm" value="(\w+)"', shown.content.decode()):
        saving.send_form(who, shown, None, {"pasted.confirm": button[1]})


def submit(saving, who, **said):
    """Submit the user's draft."""
    return saving.send(who, f"{PORTAL}/submit/", **said)


def patch(saving, body, key="owner", address=PROFILE, form=PATCH, **headers):
    """Send a merge patch with an API token."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if key:
        named["Authorization"] = f"Token {saving.keys.get(key, key)}"
    text = body if isinstance(body, str) else json.dumps(body)
    return saving.ask("program", "patch", address, text, content_type=form, headers=named)
