"""The author's message with a submission, the reason of staff, and the message shown afterward."""

from directory import permissions
from directory.forms.desk import PublicationReasonForm
from directory.models import Member
from directory.terms import MESSAGE_LIMIT, REASON_LIMIT
from directory.text import clean_text

SIGNED_OUT_WHILE_SUBMITTING = (
    "You were signed out before this was submitted. Your changes are safe. Submit again."
)


class ReasonInvalid(ValueError):  # noqa: N818 - the name states the condition
    """Staff gave no reason for what they publish, or too long a one."""


def read_reason(request):
    """Return the reason that staff give for publishing; others give none.

    Raise `ReasonInvalid`; the form of `build_reason_form` then says what is wrong.
    """
    if not permissions.is_staff(request.user):
        return ""
    form = PublicationReasonForm(request.POST)
    if not form.is_valid():
        raise ReasonInvalid
    return form.cleaned_data["reason"]


def build_reason_form(request, typed):
    """Return the form for the reason of staff, as sent or with the text typed before, or None."""
    if not permissions.is_staff(request.user):
        return None
    if request.method == "POST":
        return PublicationReasonForm(request.POST)
    return PublicationReasonForm(initial={"reason": typed["reason"]})


def read_typed_texts(data):
    """Return the message and the reason in the form data."""
    reason = data.get("reason", "").replace("\0", "")
    return {"message": clean_message(data), "reason": reason[:REASON_LIMIT]}


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
