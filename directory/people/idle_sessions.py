"""Sessions of staff end after twelve hours without a request; those of members don't."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout

IDLE_LIMIT_SECONDS = 12 * 60 * 60
RENEWAL_SECONDS = 5 * 60  # Only this often is a request noted, because it writes the session.
LAST_SEEN_KEY = "staff-seen"
SIGNED_OUT_IDLE = "You were signed out because you weren’t active for 12 hours. Sign in again."


def end_idle_session(request):
    """Sign out a member of staff who was idle for too long; otherwise note this request."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return
    now = time.time()
    seen = request.session.get(LAST_SEEN_KEY) or find_last_authentication(request)
    if now - seen > IDLE_LIMIT_SECONDS:
        logout(request)
        messages.info(request, SIGNED_OUT_IDLE)
    elif now - seen > RENEWAL_SECONDS:
        request.session[LAST_SEEN_KEY] = now


def find_last_authentication(request):
    """Return when this session's user last gave a password or another factor; 0 if never."""
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records), default=0)
