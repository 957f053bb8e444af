"""The forms of the desk: what staff decide, and why."""

from django import forms

from directory.forms import sides

MEMBER_LIST_CHOICES = [
    ("all", "All"),
    ("stale", "Not confirmed in the past year"),
    ("unowned", "No owner"),
    ("trusted", "Trusted"),
    ("draft", "Not published yet"),
    ("archived", "Archived"),
]
MAX_REASON_LENGTH = 2000


def make_reason_field(label, *, required=True, help_text=""):
    """Some lines that say why."""
    return forms.CharField(
        label=label,
        max_length=MAX_REASON_LENGTH,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter a reason. It is saved in the log and sent to the people affected."
        },
    )


class ReasonForm(forms.Form):
    """Why something is done; it goes into the log."""

    reason = make_reason_field("Reason")


class RejectForm(forms.Form):
    """Why a submission is refused, and which the reviewer was shown."""

    sent = forms.CharField(required=False, widget=forms.HiddenInput)
    note = make_reason_field("What needs to be fixed", help_text="The author will see this.")


class ApproveForm(forms.Form):
    """What the reviewer was shown, and a word to the author."""

    live = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sent = forms.CharField(widget=forms.HiddenInput)
    edited = forms.CharField(required=False, widget=forms.HiddenInput)
    note = make_reason_field("Note to the author (optional)", required=False)

    def decided(self):
        """Which side was chosen where both changed a value, by path."""
        return sides.read_chosen_sides(self.data)


class MemberListForm(forms.Form):
    """Which members the desk lists."""

    q = forms.CharField(label="Name", required=False, max_length=200)
    show = forms.ChoiceField(label="Show", choices=MEMBER_LIST_CHOICES, required=False)
    page = forms.IntegerField(min_value=1, required=False)
