"""The parameters of a profile patch, read more strictly than those of a search."""

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList

from directory.document.validators import describe_unseen_character
from directory.filters import StrictFilterSet
from directory.models import Member
from directory.parameters import (
    OneOfParameter,
    TextField,
    TextParameter,
    UnknownParameterError,
    shorten_value,
    split_query,
)
from directory.terms import MESSAGE_LIMIT

MAY_BE_BLANK = frozenset({"message"})
VALIDATE_ONLY_CHOICES = [("true", "check only"), ("false", "submit")]


class MessageField(TextField):
    """Text in which a reader can see everything."""

    def validate(self, value):
        """Raise ValidationError if the text is too long or has a character that can't be seen."""
        super().validate(value)
        if found := describe_unseen_character(value, lines=True):
            raise ValidationError(*found)


class MessageParameter(TextParameter):
    """A parameter that takes a message to people."""

    field_class = MessageField


class ProfilePatchFilterSet(StrictFilterSet):
    """The parameters of a profile patch. The request body is the patch itself (RFC 7396)."""

    message = MessageParameter(label="Note to the reviewer", most=MESSAGE_LIMIT)
    validate_only = OneOfParameter(
        label="`true` checks the patch and stores nothing.", choices=VALIDATE_ONLY_CHOICES
    )

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()

    @classmethod
    def from_request(cls, request):
        """Return a filterset bound to the request's parameters.

        A name without a value is an error here. In a search it means nothing, but `?validate_only`
        or a misspelling of it must not change a profile.
        """
        filterset = super().from_request(request)
        for name in list_blank_names(filterset.asked):
            if name not in filterset.errors and name not in MAY_BE_BLANK:
                filterset.errors[name] = ErrorList([build_blank_error(name, cls.base_filters)])
        return filterset


def list_blank_names(raw):
    """Return the names of the parameters without a value in a raw query string, as messages."""
    pairs = split_query(raw, keep_blank_values=True)
    return sorted({shorten_value(name) for name, value in pairs if not value.strip()})


def build_blank_error(name, known):
    """Return the error for a parameter without a value."""
    if name not in known:
        return UnknownParameterError(name, known)
    return ValidationError("This parameter has no value. Give it one or leave it out.", "required")
