"""The forms of the desk: the decisions of ACRO staff, with their reasons."""

from django import forms

from directory.forms import post_data
from directory.forms.team import CleanCharField
from directory.terms import REASON_LIMIT

MEMBER_LIST_CHOICES = [
    ("all", "All"),
    ("stale", "Last confirmed over a year ago"),
    ("unconfirmed", "Not yet confirmed by the company"),
    ("unowned", "No owner"),
    ("trusted", "Trusted"),
    ("draft", "Not published yet"),
    ("archived", "Archived"),
]


def make_reason_field(label, *, required=True, help_text=""):
    """Return a field of several lines for a reason."""
    return CleanCharField(
        label=label,
        max_length=REASON_LIMIT,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter a reason."},
    )


class ReasonForm(forms.Form):
    """The reason for an action; it is recorded in the log."""

    reason = make_reason_field("Reason", help_text="Recorded in the log that ACRO staff can see.")


class PublicationReasonForm(forms.Form):
    """The reason for what staff publish without review, next to the message to the company."""

    reason = make_reason_field(
        "Reason",
        help_text="Why you publish this. Recorded in the log that only ACRO staff can see.",
    )


class RejectForm(forms.Form):
    """The reason for rejecting a submission, and which submission the reviewer saw."""

    sent = forms.CharField(required=False, widget=forms.HiddenInput)
    note = make_reason_field(
        "What needs to be fixed",
        help_text="We’ll email this to the author and the company’s owners.",
    )


class ApproveForm(forms.Form):
    """The versions that the reviewer saw, and a note to the author."""

    live = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sent = forms.CharField(widget=forms.HiddenInput)
    edited = forms.CharField(required=False, widget=forms.HiddenInput)
    unedited = forms.CharField(required=False, widget=forms.HiddenInput)
    note = make_reason_field("Note to the author (optional)", required=False)

    def decided(self):
        """Return the side chosen for each conflict, by path."""
        return post_data.read_chosen_sides(self.data)


class PageField(forms.IntegerField):
    """The number of a page, in plain digits, as in the search; Django also reads 1_0 and 1.0."""

    def to_python(self, value):
        """Return the number, None if the text is empty."""
        if value and not (value.isascii() and value.isdigit()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class MemberListForm(forms.Form):
    """The filters of the desk's list of members."""

    q = forms.CharField(label="Name", required=False, max_length=200)
    show = forms.ChoiceField(label="Show", choices=MEMBER_LIST_CHOICES, required=False)
    page = PageField(min_value=1, required=False)
