"""Emails to users ("letters"): rendering them, and queueing them for delivery.

If a worker runs the tasks, queueing only adds a row to the database: it doesn't delay the page, and
inside a transaction it is committed or rolled back with everything else. `notifications` decides
who gets which letter, and when.
"""

import re
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, engines
from django.urls import reverse
from django.utils import timezone

from directory import tasks
from directory.terms import DIRECTORY_NAME

# Notices that allauth sends; each becomes the letter `account_notice` with this sentence.
ACCOUNT_NOTICES = {
    "password_changed": "Your password was changed.",
    "password_reset": "Your password was reset with a link sent to this address.",
    "password_set": "Your password was set.",
    "email_changed": "Your primary email address was changed.",
    "email_confirm": "An email address was verified for your account.",
    "email_deleted": "An email address was removed from your account.",
    "recovery_codes_generated": "New recovery codes were created. The old ones no longer work.",
    "totp_activated": "An authenticator app was added to your account.",
    "totp_deactivated": "The authenticator app was turned off for your account.",
    "webauthn_added": "A passkey or security key was added to your account.",
    "webauthn_removed": "A passkey or security key was removed from your account.",
}


def send_letter(name, to, context=None, *, unsubscribe=""):
    """Send one letter to one address, as soon as a mail server accepts it.

    Its templates are `emails/NAME.subject.txt`, `NAME.txt`, and `NAME.html`, rendered with
    `context` plus `site_name` and `site_url`. The name may include allauth's prefix, such as
    `account/email/password_reset_key`. `unsubscribe` is the URL for List-Unsubscribe.
    """
    tasks.deliver.enqueue(render_letter(name.rpartition("/")[2], to, context or {}, unsubscribe))


def render_letter(name, to, context, unsubscribe=""):
    """Return the letter as plain values for the task, with one Message-ID for all attempts.

    A mail server that accepted a letter but failed to confirm it gets the letter again. The shared
    Message-ID lets mail programs show both copies as one.
    """
    if name in ACCOUNT_NOTICES:
        name, context = "account_notice", context | {"said": ACCOUNT_NOTICES[name]}
    context = {"site_name": DIRECTORY_NAME, "site_url": settings.SITE_URL} | context
    subject = " ".join(fill_letter_template(f"{name}.subject.txt", context).split())
    context["subject"] = subject
    headers = {
        "Auto-Submitted": "auto-generated",  # This prevents out-of-office replies.
        "Date": format_datetime(timezone.now()),
        "Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
    }
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
    text, html = (
        fill_letter_template(f"{name}.txt", context),
        fill_letter_template(f"{name}.html", context),
    )
    return {"to": to, "subject": subject, "text": text, "html": html, "headers": headers}


def fill_letter_template(template, context):
    """Return a letter template filled with its values; only HTML templates escape them."""
    letter_template = engines["django"].engine.get_template(f"emails/{template}")
    filled = letter_template.render(Context(context, autoescape=template.endswith(".html")))
    if template.endswith(".txt"):  # A line indented by two spaces continues the line before it.
        filled = re.sub(r" ?\n {2}(?=\S)", " ", filled)
    return collapse_blank_lines(filled).strip() + "\n"


def collapse_blank_lines(text):
    """Return the text with one blank line wherever there are more, or spaces around them."""
    return re.sub(r"\s+", lambda found: "\n\n" if found[0].count("\n") > 1 else found[0], text)


def build_absolute_url(name, *parts):
    """Return the absolute URL of a page, for a link in a letter."""
    return settings.SITE_URL + reverse(name, args=parts)
