"""The form of a visitor: without session and cookie, so without Django's token."""

from datetime import timedelta

from django import forms
from django.core import signing

FORM_TOKEN_MAX_AGE = timedelta(days=1)
FORM_EXPIRED_MESSAGE = (
    "This page was open for more than a day. Check your entries and send the form again."
)


class PublicForm(forms.Form):
    """A form that says by a signed token that it came from a page of ours, not long ago.

    What is shown again has a new token, and all that was typed. `trap` is a field that people do
    not see: what fills it in is a program.
    """

    form_token = forms.CharField(widget=forms.HiddenInput, required=False)
    trap = forms.CharField(required=False, label="Leave this field empty")

    def __init__(self, data=None, **kwargs):
        self.sent_token = (data or {}).get("form_token", "")
        fresh = signing.dumps(self.purpose(), salt="directory.form")
        if data is not None:
            data = data.copy()
            data["form_token"] = fresh
        super().__init__(data, **kwargs)
        self.fields["form_token"].initial = fresh
        self.fields["trap"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    @classmethod
    def purpose(cls):
        """What the token is good for: this form alone."""
        return cls.__name__

    def clean_form_token(self):
        """Refuse a token that is too old or not ours."""
        try:
            purpose = signing.loads(
                self.sent_token, salt="directory.form", max_age=FORM_TOKEN_MAX_AGE
            )
        except signing.BadSignature:
            purpose = None
        if purpose != self.purpose():
            self.add_error(None, forms.ValidationError(FORM_EXPIRED_MESSAGE, "too_old"))
        return ""

    def shown_fields(self):
        """The fields that people see, in order."""
        return [self[name] for name in self.fields if name not in {"form_token", "trap"}]

    def from_a_program(self):
        """Whether the field that people do not see was filled in."""
        return bool(self.cleaned_data.get("trap"))
