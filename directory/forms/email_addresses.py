"""The field for an email address, and allauth's forms with it."""

from allauth.account import fields
from allauth.account import forms as library
from django import forms

from directory.email_addresses import normalize_email, read_known_email


class NormalizedEmailField(forms.EmailField):
    """An email address, returned in the one form in which it is stored."""

    def to_python(self, value):
        """Return the normalized address, "" if empty."""
        text = super().to_python(value)
        return normalize_email(text) if text else text


class AccountEmailField(NormalizedEmailField, fields.EmailField):
    """An email address in a form of allauth."""


class KnownEmailField(fields.EmailField):
    """The email address of an account, which may be older than the rule for addresses."""

    def to_python(self, value):
        """Return the address as it is looked up."""
        return read_known_email(super().to_python(value))


class AddEmailForm(library.AddEmailForm):
    """The form that adds an address to an account."""

    email = AccountEmailField()


class LoginForm(library.LoginForm):
    """The form for the first step of sign-in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = KnownEmailField()


class ResetPasswordForm(library.ResetPasswordForm):
    """The form that asks for a link to reset a password."""

    email = KnownEmailField()
