"""Logos on the pages that compare two versions of a profile."""

from django import template
from django.urls import reverse

from directory.profile.logos import measure_logo

register = template.Library()
SIDE_LABELS = ("Before", "After")


@register.inclusion_tag("components/_logos.html")
def compared_logos(member, logos):
    """Show a company's logo before and after a change, for those who may edit or review it."""
    sides = zip(SIDE_LABELS, logos, strict=True)
    return {"sides": [describe_logo_side(member, label, logo) for label, logo in sides]}


def describe_logo_side(member, label, logo):
    """Return the URL, the alternative text, and the size of a logo, or only the label if none."""
    if not logo:
        return {"label": label}
    digest = logo["sha256"]
    return {
        "label": label,
        "url": reverse("portal-logo", args=[member.slug, digest]),
        "alt": logo["alt"],
        "sizes": measure_logo(digest),
    }
