"""Pictures of pages that are shared, and the icons; each is drawn once."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse

from directory import pictures, profiles, search
from directory.caching import profile_tag, revalidated, state_tag
from directory.templatetags.directory import said_of_trials
from directory.views.public import public

DAY = 24 * 60 * 60
TITLE = "Find a clinical research organization"
WORDS = ("Clinical research companies: what they do, where,", "and on what evidence.")


@public
@revalidated(profile_tag)
def member_picture(request, slug):
    """The picture of a company's profile."""
    profile = profiles.describe(profiles.find(slug))
    words = profile["name"], profile["slug"], facts(profile), search.current().notice
    return drawn(pictures.profile_picture, *words)


@public
@revalidated(state_tag)
def site_picture(request):
    """The picture of all pages that have none of their own."""
    lines = [(line, False) for line in WORDS]
    return drawn(pictures.picture, TITLE, lines, search.current().notice)


@public
@revalidated(state_tag)
def icon(request, size):
    """The icon of the site as a PNG."""
    return drawn(pictures.icon, size)


def drawn(draw, *words):
    """The picture of these words, from the cache where it was drawn before.

    The key is what is drawn, so a change elsewhere in the directory draws nothing anew.
    """
    parts = repr((settings.RELEASE, draw.__name__, words))
    key = f"picture.{hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()}"
    png = cache.get_or_set(key, lambda: draw(*words), 7 * DAY)
    return HttpResponse(png, content_type="image/png")


def facts(profile):
    """The lines below a company's name: (text, strong)."""
    kind = ", ".join(filter(None, [profile["kind_label"], profile["headquarters_label"]]))
    seen = profile["seen_as_member"]
    member = profile["membership_label"] + (f"; seen as a member in {seen[:4]}" if seen else "")
    return [(kind, True), (member, False), *headline(profile["trials"])]


def headline(count):
    """The headline trial count with its period, and below it who says so and when; or nothing."""
    if not count:
        return []
    shown = said_of_trials(count)
    number = f"{shown['qualifier']} {shown['number']} {shown['unit']}".strip()
    source = shown["host"] or shown["unsourced"]
    dated = shown["date"] or "undated"
    age = f" ({shown['age']})" if shown["age"] and shown["date"] else ""
    return [
        (", ".join(filter(None, [number, shown["detail"]])), True),
        (f"{shown['basis']}: {source}, {dated}{age}", False),
    ]
