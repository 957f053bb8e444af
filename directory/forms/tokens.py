"""The form that creates an API token."""

from django import forms

from directory.forms.team import CleanCharField
from directory.people.tokens import TOKEN_DAYS


class TokenForm(forms.Form):
    """The name and lifetime of a new token."""

    name = CleanCharField(
        label="Name",
        max_length=100,
        error_messages={"required": "Enter a name for the token."},
        help_text="What will use the token, such as “Website sync.”",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label="Expires in",
        choices=[
            (days, "1 year" if days == max(TOKEN_DAYS) else f"{days} days") for days in TOKEN_DAYS
        ],
        coerce=int,
        error_messages={"required": "Choose when the token expires."},
        initial=90,
        widget=forms.RadioSelect,
    )
