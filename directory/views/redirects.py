"""Redirects with 303 after a POST, so that reloading the next page doesn't post again."""

from django.http import HttpResponseRedirect
from django.urls import reverse

SEE_OTHER_STATUS = 303


def redirect_see_other(address):
    """Return a 303 redirect to a URL."""
    return HttpResponseRedirect(address, status=SEE_OTHER_STATUS)


def redirect_to_view(name, *args):
    """Return a 303 redirect to the URL with this name."""
    return redirect_see_other(reverse(name, args=args))
