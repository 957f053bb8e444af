"""The forms by which people come to a company: invited, asking, or many at once from a file."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from directory.forms.public import PublicForm
from directory.models import Role, User
from directory.text import clean_text

ROLE_CHOICES = [
    (Role.EDITOR, "Editor: updates and confirms the profile"),
    (Role.OWNER, "Owner: also invites and removes people and manages API tokens"),
]
MAX_FILE_SIZE = 1_000_000  # bytes; 500 rows are a tenth of that


class CleanCharField(forms.CharField):
    """Text in the form in which it is kept."""

    def to_python(self, value):
        """The text, composed and trimmed."""
        return clean_text(super().to_python(value))


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label="Role", choices=ROLE_CHOICES, widget=forms.RadioSelect, initial="editor"
    )


class RoleForm(forms.Form):
    """What a representative is to be."""

    role = forms.ChoiceField(choices=ROLE_CHOICES)


class AcceptInvitationForm(forms.Form):
    """The new account of somebody invited."""

    name = CleanCharField(
        label="Your name",
        max_length=200,
        help_text="Visible to your colleagues and ACRO staff, never to the public.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        help_text="At least 12 characters. A short phrase works well. You can add a passkey or an"
        " authenticator app later.",
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        """Judge the password by the site's rules, knowing whose it is."""
        given = super().clean()
        if "password" in given:
            try:
                user = User(email=self.email, name=given.get("name", ""))
                validate_password(given["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


class AccessForm(PublicForm):
    """Somebody says that they represent a company."""

    name = CleanCharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your work email address",
        max_length=254,
        help_text="We’ll send a link to this address to confirm your request.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = CleanCharField(
        label="Your role at the company (optional)",
        max_length=1000,
        required=False,
        help_text="Tell ACRO staff how you represent the company.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConfirmForm(PublicForm):
    """A button that a visitor presses."""


class DeclineForm(forms.Form):
    """Why a request is refused."""

    reason = CleanCharField(
        label="Reason",
        max_length=500,
        help_text="We’ll send this to the person who made the request.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BulkInviteForm(forms.Form):
    """Invitations for many: pasted, or from a file, which then stands in the field to be seen."""

    file = forms.FileField(
        label="CSV file", required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    rows = forms.CharField(
        label="Or paste the rows",
        required=False,
        strip=False,
        max_length=MAX_FILE_SIZE,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "rows-of-text"}),
    )

    def clean_file(self):
        """The text of the file, or "" where there is none."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MAX_FILE_SIZE:
            raise forms.ValidationError(
                "This file is too large. Choose a CSV file of at most 500 rows."
            )
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = "This file isn’t UTF-8 text. Save it as “CSV UTF-8” and try again."
            raise forms.ValidationError(message) from error

    def clean(self):
        """One text from either field."""
        given = super().clean()
        given["text"] = given.get("file") or given.get("rows", "")
        if not self.errors and not given["text"].strip():
            raise forms.ValidationError("Choose a file or paste the rows.")
        return given
