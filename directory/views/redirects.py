"""Where an act leads: 303 to a page that says what happened, which can be loaded again."""

from django.http import HttpResponseRedirect
from django.urls import reverse

SEE_OTHER_STATUS = 303


def redirect_see_other(address):
    """A 303 to this address."""
    return HttpResponseRedirect(address, status=SEE_OTHER_STATUS)


def redirect_to_view(name, *args):
    """A 303 to the page of this name."""
    return redirect_see_other(reverse(name, args=args))
