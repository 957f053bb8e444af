"""User accounts: finding and creating them, and the settings and hooks of allauth.

Accounts don't say who may act for which company: see `permissions` and `team`.
"""

import logging
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import EmailAddress, Login
from allauth.account.signals import user_logged_in
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse

from directory.email_addresses import normalize_email, read_known_email
from directory.events import log_event
from directory.http.client_address import find_client_address, read_address
from directory.mail import letters
from directory.models import User, log_after_commit
from directory.people.one_time_codes import use_code
from directory.people.sign_in_limits import SignInLimits
from directory.terms import DIRECTORY_NAME
from directory.text import clean_text, normalize_text, read_code

ADDRESS_TAKEN = "There is already an account with this address. Sign in instead."
RESET_LETTERS = {"account/email/password_reset_key", "account/email/unknown_account"}
LOCKOUTS = {"too_many_login_attempts", "rate_limited"}  # allauth's codes
SIGN_IN_METHODS = {"password", "mfa"}  # allauth's names; "mfa" includes passkeys.
SECOND_FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(SignInLimits, DefaultAccountAdapter):
    """The directory's settings for allauth's account pages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Contact ACRO if you think this is a mistake.",
        "email_password_mismatch": "Incorrect email or password. Try again or reset your password.",
        "too_many_login_attempts": "Too many failed attempts. Wait five minutes and try again.",
        "incorrect_password": "Incorrect password. Try again.",
        "rate_limited": "Too many requests. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request):
        """Return False: accounts come only by invitation, through `create_account`."""
        return False

    def get_login_redirect_url(self, request):
        """Return the first page after sign-in: the desk for staff, otherwise allauth's."""
        if request.user.is_staff:
            return reverse("desk")
        return super().get_login_redirect_url(request)

    def send_mail(self, template_prefix, email, context):
        """Send allauth's letters like all others: rendered by `letters`, delivered by a task."""
        if template_prefix in RESET_LETTERS:
            user = context.get("user")
            log_event("password_reset_requested", user=user and user.pk)
        letters.send_letter(template_prefix, email, context)

    def get_email_confirmation_url(self, request, emailconfirmation):
        """Return the absolute URL, used in a letter, of the page that verifies an address."""
        return build_letter_url(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key):
        """Return the absolute URL, used in a letter, of the page that resets a password."""
        return build_letter_url(super().get_reset_password_from_key_url(key))

    def clean_password(self, password, user=None):
        """Return a new password in Unicode NFC; raise `ValidationError` if it is weak."""
        return super().clean_password(normalize_text("NFC", password), user)

    def validation_error(self, code, *args):
        """Return the error with this code; a lockout is logged."""
        if code in LOCKOUTS:
            log_event("locked_out", logging.WARNING, limit=code)
        return super().validation_error(code, *args)

    def get_client_ip(self, request):
        """Return the client's IP address, used to count attempts and to tell sessions apart."""
        return str(read_address(find_client_address(request)))


def build_letter_url(url):
    """Return the URL on the site's public host, whichever host name the request used."""
    return settings.SITE_URL + urlsplit(url).path


class SecondFactorAdapter(DefaultMFAAdapter):
    """The directory's settings for allauth's second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Incorrect code. Codes from your app change every 30 seconds. Enter the"
        " current one.",
    }

    def generate_authenticator_name(self, user, type):  # noqa: A002 - the library's signature
        """Return a default name for a new passkey; its user can change it."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "My passkey"

    def build_totp_svg(self, url):
        """Return the key's QR code as SVG without the XML declaration, which HTML doesn't allow."""
        picture = super().build_totp_svg(url)
        return picture[picture.index("<svg") :]

    def get_public_key_credential_rp_entity(self):
        """Return the site as devices list it next to a passkey."""
        return super().get_public_key_credential_rp_entity() | {"name": DIRECTORY_NAME}


def create_account(email, password, name=""):
    """Create the account of a user invited at this address; return the user.

    The address counts as verified. Raise `ValidationError` by field for a weak password or a taken
    address (another request may have created the account meanwhile).
    """
    email, password = normalize_email(email).lower(), normalize_text("NFC", password)
    user = User(email=email, name=clean_text(name))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error}) from None
    if find_user(email):
        raise ValidationError({"email": ADDRESS_TAKEN})
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=user.name)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError:
        raise ValidationError({"email": ADDRESS_TAKEN}) from None
    log_after_commit("account_created", user=user.pk)
    return user


def find_user(email):
    """Return the user with this address, verified or used to sign in, or None."""
    email = read_known_email(email)
    verified = EmailAddress.objects.filter(email=email, verified=True).values("user")
    return User.objects.filter(Q(pk__in=verified) | Q(email__iexact=email)).first()


def has_verified_address(user, email):
    """Return whether the user has verified this address as their own."""
    found = EmailAddress.objects.filter(user=user, email=read_known_email(email), verified=True)
    return found.exists()


def sign_in(request, user, to):
    """Sign in the user who just created the account or its password; return the response.

    Users with a second factor are asked for it first. A user who just entered the password isn't
    asked for it again before adding a factor.
    """
    response = perform_login(request, Login(user=user, redirect_url=to, email=user.email))
    if request.user.is_authenticated:
        reauthenticate_by_password(request)
    return response


@receiver(user_logged_in)
def count_sign_in_as_confirmation(request, user, **kwargs):
    """Note that signing in confirmed who the user is, as long as `REAUTHENTICATION_TIMEOUT` says.

    Only a password or a second factor counts, and only from the moment it was given.
    """
    records = get_authentication_records(request, user)
    if records and records[-1]["method"] in SIGN_IN_METHODS:
        newest = records[-1] | {"reauthenticated": True}
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records[:-1], newest]


def find_second_factors(user):
    """Return the types of the user's second factors; recovery codes alone don't count."""
    return set(
        user.authenticator_set.filter(type__in=SECOND_FACTOR_TYPES).values_list("type", flat=True)
    )


def find_second_factor_page(request):
    """Return the URL name of the page where staff add or use a second factor, or None if done.

    The check looks at the session, not only at the account: a session opened with a password before
    the factor was added, or before the user became staff, is only as safe as the password.
    """
    user = request.user
    if not (user.is_authenticated and user.is_staff):
        return None
    factors = find_second_factors(user)
    if not factors:
        return "mfa_index"
    records = get_authentication_records(request, user)
    if any(record.get("method") == "mfa" for record in records):
        return None
    by_code = Authenticator.Type.TOTP in factors
    return "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"


@receiver(authenticator_added)
def end_other_sessions(request, user, authenticator, **kwargs):
    """Mark this session as verified by the new second factor, and end the user's other sessions.

    The code that set up an app is used up.
    """
    if authenticator.type == Authenticator.Type.TOTP:
        use_code(authenticator, read_code(request.POST["code"]))
    if authenticator.type in SECOND_FACTOR_TYPES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        end_sessions(user, but=request.session.session_key)


def end_sessions(user, but=None):
    """End all of the user's sessions, `but` the one with this key."""
    get_adapter().end_sessions(UserSession.objects.filter(user=user).exclude(session_key=but))
