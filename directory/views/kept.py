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
from directory.views.after import see
from directory.views.errors import no_token
from directory.views.public import is_from_here

KEY = "kept"
MARK = "author"  # the name of the field
MOST_PAGES, MOST_LETTERS = 8, 1_000_000  # in one session
MONTH = 31 * 24 * 60 * 60
signer = TimestampSigner(salt="portal")


class NoteTheToken(CsrfViewMiddleware):
    """Judge the token of a form as ever, but leave the answer to `keeps_what_was_posted`."""

    def _reject(self, request, reason):
        request.unproven = reason


def mark(user):
    """The mark of a form's author."""
    return signer.sign(user.pk)


def author_of(request):
    """Whose page a form came from, by its mark; "" for nobody's, and for another site's page."""
    if not is_from_here(request):
        return ""
    try:
        author = signer.unsign(request.POST.get(MARK, ""), max_age=MONTH)
    except BadSignature:
        return ""
    return author if User.objects.filter(pk=author, is_active=True).exists() else ""


def keeps_what_was_posted(view):
    """A decorator: keep what an expired session or token would lose, and lead to signing in."""

    @csrf_exempt  # judged by `NoteTheToken`
    @decorator_from_middleware(NoteTheToken)
    @wraps(view)
    def answer(request, **kwargs):
        unproven = getattr(request, "unproven", "")
        signed_in = request.user.is_authenticated
        if request.method != "POST" or (signed_in and not unproven):
            return view(request, **kwargs)
        author = author_of(request)
        if not author or (signed_in and author != str(request.user.pk)):
            return no_token(request) if unproven else redirect_to_login(request.path)
        # A script leaves it to a press of the button; what has no room, the browser still has.
        if request.POST.get("autosave") or not keep(request, author):
            return no_token(request)
        to_login = redirect_to_login(request.path).url
        return see(request.path if signed_in else to_login)

    return answer


def keep(request, author):
    """Put what was posted into the session, under its address; the oldest make room for it.

    Return whether there is room for so much at all.
    """
    data = {name: values for name, values in request.POST.lists() if name not in UNKEPT}
    page = {request.path: {"author": author, "data": data}}
    if len(json.dumps(page)) > MOST_LETTERS:
        return False
    kept = request.session.get(KEY) or {}
    kept = {path: found for path, found in kept.items() if path != request.path} | page
    while len(kept) > MOST_PAGES or len(json.dumps(kept)) > MOST_LETTERS:
        del kept[next(iter(kept))]
    request.session[KEY] = kept
    return True


UNKEPT = {"csrfmiddlewaretoken", MARK}


def typed(request):
    """What this person typed on this page before they had to sign in again, or None."""
    found = (request.session.get(KEY) or {}).get(request.path)
    if found is None or found["author"] != str(request.user.pk):
        return None
    data = QueryDict(mutable=True)
    for name, values in found["data"].items():
        data.setlist(name, values)
    return data


def forget(request):
    """Let go of what was kept of this page: it is saved, or was thrown away."""
    kept = request.session.get(KEY) or {}
    if kept.pop(request.path, None):
        request.session[KEY] = kept
