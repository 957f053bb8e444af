"""What every page shows, whatever it is about."""

from django.conf import settings

from directory import search


def site(request):
    """Whether the directory holds sample data, and which release answers."""
    return {"sample_notice": search.current().sample, "release": settings.RELEASE}
