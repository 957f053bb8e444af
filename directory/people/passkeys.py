"""Passkey forms that refuse malformed browser responses.

The library parses these responses without checks; forged ones crashed it in several ways.
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
    """A form that reports an error if its credential can't be read."""

    def full_clean(self):
        """Validate the submitted data, turning the library's crashes into a form error."""
        try:
            super().full_clean()
        except MALFORMED_ERRORS:
            self.add_error("credential", PASSKEY_REFUSED)


class AddPasskeyForm(MalformedPasskeyMixin, library.AddWebAuthnForm):
    """The form that adds a passkey."""


class AuthenticatePasskeyForm(MalformedPasskeyMixin, library.AuthenticateWebAuthnForm):
    """The form for the second step of sign-in."""


class LoginPasskeyForm(MalformedPasskeyMixin, library.LoginWebAuthnForm):
    """The form that signs in with a passkey alone."""


class ReauthenticatePasskeyForm(MalformedPasskeyMixin, library.ReauthenticateWebAuthnForm):
    """The form that confirms the user's identity before a sensitive action."""
