"""The forms that bring people to a company: invitations, access requests, invitations in bulk."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from directory.document.validators import describe_unseen_character
from directory.email_addresses import EMAIL_LIMIT
from directory.forms.email_addresses import NormalizedEmailField
from directory.forms.public import PublicForm
from directory.models import Role, User
from directory.text import clean_text, normalize_line_breaks, normalize_text

ROLE_CHOICES = [
    (Role.EDITOR, "Editor: updates and confirms the profile"),
    (Role.OWNER, "Owner: also invites and removes people and manages API tokens"),
]
MAX_FILE_SIZE = 1_000_000  # bytes; 500 rows take about a tenth of that


class CleanCharField(forms.CharField):
    """A text field that returns text as the database stores it: one line, unless in a text area."""

    def to_python(self, value):
        """Return the text normalized (NFC) and trimmed; refuse characters that can't be seen."""
        lines = isinstance(self.widget, forms.Textarea)
        text = super().to_python(value)
        text = clean_text(normalize_line_breaks(text) if lines else text)
        if found := describe_unseen_character(text, lines=lines):
            raise forms.ValidationError(*found)
        return text


class InviteForm(forms.Form):
    """The email address and role of a person to invite."""

    email = NormalizedEmailField(
        label="Email address",
        max_length=EMAIL_LIMIT,
        error_messages={"required": "Enter an email address, such as name@example.org."},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=ROLE_CHOICES,
        widget=forms.RadioSelect,
        initial="editor",
        error_messages={"required": "Choose a role."},
    )


class RoleForm(forms.Form):
    """The new role of a representative."""

    role = forms.ChoiceField(choices=ROLE_CHOICES)


class AcceptInvitationForm(forms.Form):
    """The new account of an invited person."""

    name = CleanCharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "Enter your name."},
        help_text="Visible to your colleagues and ACRO staff, never to the public.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        error_messages={"required": "Enter a password of at least 12 characters."},
        help_text="At least 12 characters. A short phrase works well. You can add a passkey or an"
        " authenticator app later.",
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        """Check the password against the site's rules, with the person's name and address."""
        cleaned = super().clean()
        if "password" in cleaned:
            try:
                user = User(email=self.email, name=cleaned.get("name", ""))
                validate_password(normalize_text("NFC", cleaned["password"]), user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class AccessForm(PublicForm):
    """A visitor's request for access to a company's profile."""

    name = CleanCharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "Enter your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = NormalizedEmailField(
        label="Your work email address",
        max_length=EMAIL_LIMIT,
        error_messages={"required": "Enter your work email address."},
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
    """A single button for a visitor to press."""


class DeclineForm(forms.Form):
    """The reason for declining a request."""

    reason = CleanCharField(
        label="Reason",
        max_length=500,
        error_messages={"required": "Enter a reason."},
        help_text="We’ll send this to the person who made the request.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BulkInviteForm(forms.Form):
    """Invitations in bulk, pasted or from a file; a file's rows then appear in the text field."""

    file = forms.FileField(
        label="CSV file", required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    rows = forms.CharField(
        label="Or paste the rows here",
        required=False,
        strip=False,
        max_length=MAX_FILE_SIZE,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "rows-of-text"}),
    )

    def clean_file(self):
        """Return the text of the file, or "" if there is none."""
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
        """Set `text` from either field."""
        given = super().clean()
        given["text"] = given.get("file") or given.get("rows", "")
        if not self.errors and not given["text"].strip():
            raise forms.ValidationError("Choose a file or paste the rows.")
        return given
