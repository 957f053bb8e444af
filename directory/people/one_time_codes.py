"""Codes from authenticator apps: each is accepted once, by whichever process it reaches.

allauth keeps a used code in the cache for 30 seconds, but accepts it for 90. So the account keeps
the number of the last code, in the database, and takes only newer ones (RFC 6238, 5.2).
"""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

from directory.text import read_code

LAST_NUMBER = "last_number"


class PlainCodeMixin:
    """A form that takes a code with any spaces, hyphens, and digits."""

    def clean_code(self):
        """Return the code as letters and digits, if it is right."""
        self.cleaned_data["code"] = read_code(self.cleaned_data["code"])
        return super().clean_code()


class ActivateAppForm(PlainCodeMixin, ActivateTOTPForm):
    """The form that adds an authenticator app."""


class UnusedCodeMixin(PlainCodeMixin):
    """A form that refuses a code from an app that was used, or is older than a used one."""

    def clean_code(self):
        """Return the code if it is right and new."""
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not use_code(
            self.authenticator, code
        ):
            check_rate_limit(self.user)
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(UnusedCodeMixin, library.AuthenticateForm):
    """The form for the second step of sign-in."""


class ReauthenticateForm(UnusedCodeMixin, library.ReauthenticateForm):
    """The form that confirms the user's identity before a sensitive action."""


def use_code(authenticator, code):
    """Record the code of an app as used; return whether it was newer than the last one."""
    secret = decrypt(authenticator.data["secret"])
    numbers = [
        number
        for number in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, number)))
    ]
    with transaction.atomic():
        current = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        if not numbers or max(numbers) <= current.data.get(LAST_NUMBER, 0):
            return False
        current.data[LAST_NUMBER] = max(numbers)
        current.save(update_fields=["data"])
    return True
