"""The base form for visitors, who have no session or cookie, and so no CSRF token."""

from datetime import timedelta

from django import forms
from django.core import signing

FORM_TOKEN_MAX_AGE = timedelta(days=1)
FORM_EXPIRED_MESSAGE = (
    "This page was open for more than a day. Check your entries and send the form again."
)


class PublicForm(forms.Form):
    """A form with a signed token that shows it came from one of our pages within a day.

    A form that is shown again has a new token and keeps the submitted values. `trap` is a field
    that people don't see, so only a program fills it in.
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
        """Return the purpose of the token: this form only."""
        return cls.__name__

    def clean_form_token(self):
        """Add an error if the token is expired or not ours."""
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
        """Return the visible fields, in order."""
        return [self[name] for name in self.fields if name not in {"form_token", "trap"}]

    def from_a_program(self):
        """Return whether the field that people don't see was filled in."""
        return bool(self.cleaned_data.get("trap"))
