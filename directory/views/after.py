"""Where an act leads: 303 to a page that says what happened, which can be loaded again."""

from django.http import HttpResponseRedirect
from django.urls import reverse

SEE_OTHER = 303


def see(address):
    """A 303 to this address."""
    return HttpResponseRedirect(address, status=SEE_OTHER)


def see_other(name, *args):
    """A 303 to the page of this name."""
    return see(reverse(name, args=args))
