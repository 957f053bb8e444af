"""Preview images for shared pages, and the icons. Each is drawn once and then cached."""

import hashlib

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse

from directory import search
from directory.http.caching import conditional, profile_etag, state_etag
from directory.profile import page
from directory.sharing import images
from directory.templatetags.directory import describe_count_figure
from directory.views.decorators import public

DAY_IN_SECONDS = 24 * 60 * 60
SITE_PICTURE_TITLE = "Find a clinical research organization"
SITE_PICTURE_LINES = (
    "Clinical research companies, their services,",
    "and where they work, with sources.",
)


@public
@conditional(profile_etag)
def member_picture(request, slug):
    """Return the preview image of a company's profile."""
    profile = page.profile_context(page.find_published_member(slug))
    words = (
        profile["name"],
        profile["slug"],
        list_picture_lines(profile),
        search.fetch_snapshot().notice,
    )
    return answer_with_drawing(images.draw_profile_image, *words)


@public
@conditional(state_etag)
def picture(request):
    """Return the preview image of all pages that have none of their own."""
    lines = [(line, False) for line in SITE_PICTURE_LINES]
    return answer_with_drawing(
        images.draw_image, SITE_PICTURE_TITLE, lines, search.fetch_snapshot().notice
    )


@public
@conditional(state_etag)
def site_icon(request, size):
    """Return the site's icon as a PNG of `size` pixels."""
    return answer_with_drawing(images.draw_icon, size)


def answer_with_drawing(draw, *words):
    """Return the image that `draw` makes of these words, from the cache if possible.

    The key holds everything that is drawn and the code that draws it, because a shared cache
    outlives a deployment. Other changes in the directory keep it valid.
    """
    parts = repr((settings.BUILD, draw.__name__, words))
    key = f"picture.{hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()}"
    png = caches["pictures"].get_or_set(key, lambda: draw(*words), 7 * DAY_IN_SECONDS)
    return HttpResponse(png, content_type="image/png")


def list_picture_lines(profile):
    """Return the lines below a company's name as (text, strong) pairs."""
    kind = ", ".join(filter(None, [profile["kind_label"], profile["headquarters_label"]]))
    seen = profile["seen_as_member"]
    label = profile["membership_label"] if profile["shows_membership"] else ""
    member = "; ".join(filter(None, [label, f"named as a member in {seen[:4]}" if seen else ""]))
    return [
        (kind, True),
        *([(member, False)] if member else []),
        *list_headline_lines(profile["trials"]),
    ]


def list_headline_lines(count):
    """Return the lines of the headline trial count: the figure, then its source and date."""
    if not count:
        return []
    shown = describe_count_figure(count)
    number = f"{shown['qualifier']} {shown['number']} {shown['unit']}".strip()
    source = shown["host"] or shown["unsourced"]
    dated = shown["date"] or "undated"
    age = f" ({shown['age']})" if shown["age"] and shown["date"] else ""
    basis = f"{shown['basis']}: " if shown["url"] else ""
    return [
        (", ".join(filter(None, [number, shown["detail"]])), True),
        (f"{basis}{source}, {dated}{age}", False),
    ]
