"""What somebody typed outlives their session.

A form that comes without a session, or with the token of an earlier one, changes nothing. Where
it carries the mark of its author, which only their own pages have, it waits in the session until
they have signed in, and is shown again to them alone, to be saved by a press of their own.
"""

import json
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, TimestampSigner
from django.http import QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from directory.models import User
from directory.text import clean_text
from directory.views.decorators import is_same_origin
from directory.views.errors import csrf_failure
from directory.views.redirects import redirect_see_other

PRESERVED_FORMS_KEY = "kept"
AUTHOR_FIELD = "author"  # the name of the field
MOST_PRESERVED_PAGES, MOST_PRESERVED_CHARACTERS = 8, 1_000_000  # in one session
AUTHOR_MARK_MAX_AGE = 31 * 24 * 60 * 60
author_signer = TimestampSigner(salt="portal")


class DeferredCsrfMiddleware(CsrfViewMiddleware):
    """Judge the token of a form as ever, but leave the answer to `form_preserving`."""

    def _reject(self, request, reason):
        request.csrf_failure_reason = reason


def sign_author(user):
    """The mark of a form's author."""
    return author_signer.sign(user.pk)


def read_author(request):
    """Whose page a form came from, by its mark; "" for nobody's, and for another site's page."""
    if not is_same_origin(request):
        return ""
    try:
        author = author_signer.unsign(
            request.POST.get(AUTHOR_FIELD, ""), max_age=AUTHOR_MARK_MAX_AGE
        )
    except BadSignature:
        return ""
    return author if User.objects.filter(pk=author, is_active=True).exists() else ""


def form_preserving(view):
    """A decorator: keep what an expired session or token would lose, and lead to signing in."""

    @csrf_exempt  # judged by `DeferredCsrfMiddleware`
    @decorator_from_middleware(DeferredCsrfMiddleware)
    @wraps(view)
    def answer(request, **kwargs):
        csrf_failure_reason = getattr(request, "csrf_failure_reason", "")
        signed_in = request.user.is_authenticated
        if request.method != "POST" or (signed_in and not csrf_failure_reason):
            return view(request, **kwargs)
        author = read_author(request)
        if not author or (signed_in and author != str(request.user.pk)):
            return csrf_failure(request) if csrf_failure_reason else redirect_to_login(request.path)
        # A script leaves it to a press of the button; what has no room, the browser still has.
        if request.POST.get("autosave") or not preserve_form(request, author):
            return csrf_failure(request)
        to_login = redirect_to_login(request.path).url
        return redirect_see_other(request.path if signed_in else to_login)

    return answer


def preserve_form(request, author):
    """Put what was posted into the session, under its address; the oldest make room for it.

    Return whether there is room for so much at all.
    """
    data = {name: values for name, values in request.POST.lists() if name not in UNPRESERVED_FIELDS}
    page = {request.path: {"author": author, "data": data}}
    if len(json.dumps(page)) > MOST_PRESERVED_CHARACTERS:
        return False
    kept = request.session.get(PRESERVED_FORMS_KEY) or {}
    kept = {path: found for path, found in kept.items() if path != request.path} | page
    while len(kept) > MOST_PRESERVED_PAGES or len(json.dumps(kept)) > MOST_PRESERVED_CHARACTERS:
        del kept[next(iter(kept))]
    request.session[PRESERVED_FORMS_KEY] = kept
    return True


UNPRESERVED_FIELDS = {"csrfmiddlewaretoken", AUTHOR_FIELD}


def find_preserved_form(request):
    """What this person typed on this page before they had to sign in again, or None."""
    found = (request.session.get(PRESERVED_FORMS_KEY) or {}).get(request.path)
    if found is None or found["author"] != str(request.user.pk):
        return None
    data = QueryDict(mutable=True)
    for name, values in found["data"].items():
        data.setlist(name, values)
    return data


def discard_preserved_form(request):
    """Let go of what was kept of this page: it is saved, or was thrown away."""
    kept = request.session.get(PRESERVED_FORMS_KEY) or {}
    if kept.pop(request.path, None):
        request.session[PRESERVED_FORMS_KEY] = kept


SIGNED_OUT_WHILE_SUBMITTING = (
    "You were signed out before this was submitted. Your changes are safe. Submit again."
)


def read_message(request):
    """The word that goes along with a submission."""
    return clean_message(request.POST)


def clean_message(data):
    """The word in what was posted; PostgreSQL keeps no NUL."""
    return clean_text(data.get("message", "").replace("\0", ""))[:500]
