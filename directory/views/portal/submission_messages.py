"""The author's message with a submission, the reason of staff, and the message shown afterward."""

from directory import permissions
from directory.document.validators import describe_unseen_character
from directory.forms.desk import PublicationReasonForm
from directory.models import Member
from directory.terms import MESSAGE_LIMIT
from directory.text import clean_text, normalize_line_breaks

MOST_SHOWN_AGAIN = 20_000  # characters of a refused text
SIGNED_OUT_WHILE_SUBMITTING = (
    "You were signed out before this was submitted. Your changes are safe. Submit again."
)


class ReasonInvalid(ValueError):  # noqa: N818 - the name states the condition
    """Staff gave no reason for what they publish, or too long a one."""


class MessageInvalid(ValueError):  # noqa: N818 - as above
    """The message is too long or has a character that can't be seen."""


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
    """Return the message and the reason in the form data as entered, to be shown again."""
    return {
        name: data.get(name, "").replace("\0", "")[:MOST_SHOWN_AGAIN]
        for name in ("message", "reason")
    }


def read_message(request):
    """Return the message that accompanies a submission; raise `MessageInvalid` with the reason."""
    message = clean_text(normalize_line_breaks(request.POST.get("message", "")))
    if found := describe_unseen_character(message, lines=True):
        raise MessageInvalid(f"Message: {found[0]}")
    if len(message) > MESSAGE_LIMIT:
        raise MessageInvalid(
            f"The message has {len(message):,} characters. Shorten it to {MESSAGE_LIMIT}."
        )
    return message


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
