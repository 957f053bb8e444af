"""The author's message with a submission, and the message shown afterward."""

from directory.models import Member
from directory.terms import MESSAGE_LIMIT
from directory.text import clean_text

SIGNED_OUT_WHILE_SUBMITTING = (
    "You were signed out before this was submitted. Your changes are safe. Submit again."
)


def read_message(request):
    """Return the cleaned message that accompanies a submission."""
    return clean_message(request.POST)


def clean_message(data):
    """Return the cleaned message in the form data. PostgreSQL can't store NUL."""
    return clean_text(data.get("message", "").replace("\0", ""))[:MESSAGE_LIMIT]


def describe_submitted(revision):
    """Return the message after a submission."""
    if revision.number and revision.member.status == Member.Status.ARCHIVED:
        return (
            "Changes accepted. They become public if ACRO staff restore the company to the "
            "directory."
        )
    if revision.number:
        return f"Changes published as revision {revision.number}."
    if revision.member.status == Member.Status.ARCHIVED:
        return "Changes submitted to ACRO staff for review. The profile stays archived."
    return (
        "Changes submitted to ACRO staff for review. The public profile stays unchanged until then."
    )
