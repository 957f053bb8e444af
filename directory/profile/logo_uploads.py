"""Uploads of logos: the limit per person and day, and uploads that no draft names yet."""

import logging
from datetime import timedelta

from django.core import signing
from django.core.cache import caches

from acro.caches import CacheAwayError
from directory import dates
from directory.events import log_event
from directory.profile.logos import KEEP_UNNAMED_SECONDS, renew_logo, store_logo
from directory.profile.picture_formats import LogoRefused

MOST_UPLOADS = 40  # By a person and day.
UPLOAD_SALT = "logo-upload"
SECONDS_COUNTED = 25 * 60 * 60
TOO_MANY_UPLOADS = (
    "You’ve uploaded {} images today, which is the daily limit. Upload this one after {}."
)
UPLOADS_AWAY = "Images can’t be uploaded right now. Try again in a minute."


def store_upload(file, user):
    """Store the picture that a user uploaded; return its SHA-256.

    Raise `LogoRefused` if it isn't an allowed picture, or if the user uploaded too many today.
    """
    count_upload(user)
    return store_logo(file)


def count_upload(user):
    """Count an upload, which takes the processor's time; raise `LogoRefused` over the limit."""
    today = dates.today()
    rates, key = caches["rates"], f"rate:logo:{user.pk}:{today}"
    try:
        rates.add(key, 0, timeout=SECONDS_COUNTED)
        count = rates.incr(key)
    except ValueError:  # It ended in between.
        return
    except CacheAwayError as error:
        raise LogoRefused(UPLOADS_AWAY) from error
    if count == MOST_UPLOADS + 1:  # Once per day.
        log_event("rate_limited", logging.WARNING, limit="logo", user=user.pk)
    if count > MOST_UPLOADS:
        midnight = f"{today + timedelta(days=1):%B %-d, %Y}, 00:00 UTC"
        raise LogoRefused(TOO_MANY_UPLOADS.format(MOST_UPLOADS, midnight))


def sign_upload(digest, user):
    """Return a text that lets this user, and no one else, use an upload that no draft names."""
    return signing.dumps([digest, user.pk], salt=UPLOAD_SALT)


def read_upload(signed, user):
    """Return the SHA-256 of an upload by this user, or None if it is another's or gone."""
    try:
        digest, owner = signing.loads(signed, salt=UPLOAD_SALT, max_age=KEEP_UNNAMED_SECONDS)
    except signing.BadSignature:
        return None
    return digest if owner == user.pk and renew_logo(digest) else None
