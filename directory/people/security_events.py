"""Events of accounts for the log: sign-ins, passwords, addresses, and second factors.

They hold the account's id, never an address or the submitted value. `apps.py` imports this module
once; `accounts.py` logs what the libraries send no signal for.
"""

import logging

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signals
from django.dispatch import receiver

from directory.events import log_event
from directory.people import accounts

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


@receiver(auth_signals.user_logged_in)
def log_sign_in(sender, user, **kwargs):
    """Log a completed sign-in."""
    log_event("signed_in", user=user.pk)


@receiver(auth_signals.user_logged_out)
def log_sign_out(sender, user, **kwargs):
    """Log a sign-out."""
    if user is not None:
        log_event("signed_out", user=user.pk)


@receiver(auth_signals.user_login_failed)
def log_failed_sign_in(sender, credentials, **kwargs):
    """Log a wrong password, with the account if the address has one."""
    address = credentials.get("email") or credentials.get("username") or ""
    user = accounts.find_user(address) if address else None
    log_event("sign_in_failed", logging.WARNING, user=user and user.pk)


@receiver(account_signals.password_changed)
def log_changed_password(sender, user, **kwargs):
    """Log a changed password."""
    log_event("password_changed", user=user.pk)


@receiver(account_signals.password_set)
def log_set_password(sender, user, **kwargs):
    """Log the first password of an account."""
    log_event("password_set", user=user.pk)


@receiver(account_signals.password_reset)
def log_reset_password(sender, user, **kwargs):
    """Log a password reset with a link from an email."""
    log_event("password_reset", user=user.pk)


@receiver(account_signals.email_added)
def log_added_address(sender, user, **kwargs):
    """Log an address added to an account."""
    log_event("email_address_added", user=user.pk)


@receiver(account_signals.email_changed)
def log_changed_address(sender, user, **kwargs):
    """Log a new primary address."""
    log_event("email_address_changed", user=user.pk)


@receiver(account_signals.email_removed)
def log_removed_address(sender, user, **kwargs):
    """Log an address removed from an account."""
    log_event("email_address_removed", user=user.pk)


@receiver(account_signals.email_confirmed)
def log_confirmed_address(sender, email_address, **kwargs):
    """Log a verified address."""
    log_event("email_address_verified", user=email_address.user_id)


@receiver(factor_signals.authenticator_added)
@receiver(factor_signals.authenticator_reset)
def log_added_factor(sender, user, authenticator, **kwargs):
    """Log a new app, passkey, or set of recovery codes."""
    if authenticator.type == RECOVERY_CODES:
        log_event("recovery_codes_created", user=user.pk)
    else:
        log_event("second_factor_added", user=user.pk, type=authenticator.type)


@receiver(factor_signals.authenticator_removed)
def log_removed_factor(sender, user, authenticator, **kwargs):
    """Log a removed app, passkey, or set of recovery codes."""
    log_event("second_factor_removed", logging.WARNING, user=user.pk, type=authenticator.type)


@receiver(factor_signals.authenticator_used)
def log_used_factor(sender, user, authenticator, **kwargs):
    """Log a code or passkey that was accepted."""
    log_event("second_factor_used", user=user.pk, type=authenticator.type)


@receiver(factor_signals.authentication_failed)
def log_failed_factor(sender, user, authenticator, **kwargs):
    """Log a wrong code of the second step."""
    log_event("second_factor_failed", logging.WARNING, user=user.pk, type=authenticator.type)
