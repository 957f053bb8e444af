"""The forms of passkeys: what a browser hands in is refused where it makes no sense.

The library takes answers apart as they come; one that was made by hand broke it in several ways.
"""

import struct

from allauth.mfa.webauthn import forms as library
from cryptography.exceptions import InvalidSignature

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


class MalformedPasskeyMixin:
    """A form that says so where its credential cannot be read."""

    def full_clean(self):
        """Judge what was sent."""
        try:
            super().full_clean()
        except MALFORMED_ERRORS:
            self.add_error("credential", PASSKEY_REFUSED)


class AddPasskeyForm(MalformedPasskeyMixin, library.AddWebAuthnForm):
    """Adds a passkey."""


class AuthenticatePasskeyForm(MalformedPasskeyMixin, library.AuthenticateWebAuthnForm):
    """The second step of signing in."""


class LoginPasskeyForm(MalformedPasskeyMixin, library.LoginWebAuthnForm):
    """Signs in by a passkey alone."""


class ReauthenticatePasskeyForm(MalformedPasskeyMixin, library.ReauthenticateWebAuthnForm):
    """Shows who it is, before something that matters."""
