"""Passkey forms that refuse malformed browser responses, and a limit on challenges.

The library parses these responses without checks; forged ones crashed it in several ways.
"""

import logging
import struct
from functools import wraps

from allauth.core.ratelimit import consume_or_429
from allauth.mfa.webauthn import forms as library
from cryptography.exceptions import InvalidSignature

from directory.events import log_event

PASSKEY_REFUSED = "We couldn’t use this passkey. Try again."
MALFORMED_ERRORS = (
    AttributeError,
    InvalidSignature,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


def limit_challenges(view):
    """Limit how often a network asks for the challenge of a sign-in: each starts a session."""

    @wraps(view)
    def answer(request, **kwargs):
        too_often = None
        if request.method != "POST":  # The library limits these.
            too_often = consume_or_429(request, action="begin_passkey", limit_get=True)
        return too_often or view(request, **kwargs)

    return answer


class MalformedPasskeyMixin:
    """A form that reports an error if its credential can't be read."""

    def full_clean(self):
        """Validate the submitted data, turning the library's crashes into a form error."""
        try:
            super().full_clean()
        except MALFORMED_ERRORS:
            self.add_error("credential", PASSKEY_REFUSED)


class PasskeySignInMixin(MalformedPasskeyMixin):
    """A form that logs a refused passkey, for which the library sends no signal."""

    def full_clean(self):
        """Validate the submitted data; `user` is None if the passkey is to say who it is."""
        super().full_clean()
        if self.is_bound and self.errors:
            name = "second_factor_failed" if self.user else "sign_in_failed"
            log_event(name, logging.WARNING, user=self.user and self.user.pk, type="webauthn")


class AddPasskeyForm(MalformedPasskeyMixin, library.AddWebAuthnForm):
    """The form that adds a passkey."""


class AuthenticatePasskeyForm(PasskeySignInMixin, library.AuthenticateWebAuthnForm):
    """The form for the second step of sign-in."""


class LoginPasskeyForm(PasskeySignInMixin, library.LoginWebAuthnForm):
    """The form that signs in with a passkey alone."""


class ReauthenticatePasskeyForm(PasskeySignInMixin, library.ReauthenticateWebAuthnForm):
    """The form that confirms the user's identity before a sensitive action."""
