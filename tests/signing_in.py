"""Accounts: creating them, signing in, and enrolling a second factor."""

import base64
import hashlib
import hmac
import struct
import time
from types import SimpleNamespace

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from directory.people import accounts
from directory.people.idle_sessions import LAST_SEEN_KEY

PASSWORD = "a long pass phrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def totp(secret=SECRET, steps=0):
    """Return the RFC 6238 code that an app shows now, or `steps` half minutes from now."""
    count = struct.pack(">Q", int(time.time() // 30) + steps)
    digest = hmac.new(base64.b32decode(secret), count, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def enroll(user):
    """Give a user an authenticator app with SECRET, and recovery codes."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def make_account(name="olga", **flags):
    """Create an account with a verified address and PASSWORD."""
    user = accounts.create_account(f"{name}@example.org", PASSWORD, name.title())
    for flag, value in flags.items():
        setattr(user, flag, value)
    user.save()
    return user


def sign_in(client, email="olga@example.org", password=PASSWORD, **more):
    """Send the form of the sign-in page."""
    return client.post("/accounts/login/", {"login": email, "password": password} | more)


def enter(client, user):
    """Sign in without a form, with the second factor if the user has one."""
    client.force_login(user)
    request = SimpleNamespace(session=client.session)
    for factor in user.authenticator_set.all():
        record_authentication(request, user, "mfa", id=factor.pk, type=factor.type)
    request.session[LAST_SEEN_KEY] = time.time()  # Without a form, there is no time of sign-in.
    request.session.save()


def age_sign_in(client, seconds=600):
    """Make the client's sign-in as old as this; it then confirms no security change."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    session.save()


def show_who_it_is(client):
    """Answer the request to confirm the password before a security change."""
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})
