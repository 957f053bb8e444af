"""Submitted forms that outlive an expired session.

A form without a session, or with the CSRF token of an earlier one, changes nothing. If it carries
its author's signature, which only the author's own pages have, it is stored in the session until
that author has signed in. Then the page shows it again, to the author alone, to be saved.
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
from directory.views.decorators import is_same_origin
from directory.views.errors import csrf_failure
from directory.views.redirects import redirect_see_other

PRESERVED_FORMS_KEY = "kept"
AUTHOR_FIELD = "author"  # The name of the form field.
MOST_PRESERVED_PAGES, MOST_PRESERVED_CHARACTERS = 8, 1_000_000  # In one session.
AUTHOR_MARK_MAX_AGE = 31 * 24 * 60 * 60
LOST_FILES_FIELD = "lost_files"  # The names of file inputs, whose files aren't stored.
UNPRESERVED_FIELDS = {"csrfmiddlewaretoken", AUTHOR_FIELD}
author_signer = TimestampSigner(salt="portal")


class DeferredCsrfMiddleware(CsrfViewMiddleware):
    """Check the CSRF token as usual, but leave the response to `form_preserving`."""

    def _reject(self, request, reason):
        request.csrf_failure_reason = reason


def sign_author(user):
    """Return the signature that marks a form's author."""
    return author_signer.sign(user.pk)


def read_author(request):
    """Return the ID of the active user whose page sent the form, or "".

    Forms from another site's page have no author.
    """
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
    """Preserve a form that an expired session or CSRF token would lose, and redirect to sign-in."""

    @csrf_exempt  # Checked by `DeferredCsrfMiddleware`.
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
        # A script waits for a press of the button. A form too large to store stays in the browser.
        if request.POST.get("autosave") or not preserve_form(request, author):
            return csrf_failure(request)
        to_login = redirect_to_login(request.path).url
        return redirect_see_other(request.path if signed_in else to_login)

    return answer


def preserve_form(request, author):
    """Store the submitted form in the session under its path; drop the oldest forms if needed.

    Return False if the form alone is too large.
    """
    data = {name: values for name, values in request.POST.lists() if name not in UNPRESERVED_FIELDS}
    if request.FILES:
        data[LOST_FILES_FIELD] = list(request.FILES)
    page = {request.path: {"author": author, "data": data}}
    if len(json.dumps(page)) > MOST_PRESERVED_CHARACTERS:
        return False
    forms = request.session.get(PRESERVED_FORMS_KEY) or {}
    forms = {path: form for path, form in forms.items() if path != request.path} | page
    while len(forms) > MOST_PRESERVED_PAGES or len(json.dumps(forms)) > MOST_PRESERVED_CHARACTERS:
        del forms[next(iter(forms))]
    request.session[PRESERVED_FORMS_KEY] = forms
    return True


def find_preserved_form(request):
    """Return the user's preserved form of this page, or None."""
    form = (request.session.get(PRESERVED_FORMS_KEY) or {}).get(request.path)
    if form is None or form["author"] != str(request.user.pk):
        return None
    data = QueryDict(mutable=True)
    for name, values in form["data"].items():
        data.setlist(name, values)
    return data


def discard_preserved_form(request):
    """Remove this page's preserved form from the session, after it was saved or discarded."""
    forms = request.session.get(PRESERVED_FORMS_KEY) or {}
    if forms.pop(request.path, None):
        request.session[PRESERVED_FORMS_KEY] = forms
