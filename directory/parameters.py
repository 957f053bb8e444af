"""Strict reading of query parameters. `filters.py` defines what each one means.

A parameter that isn't understood is refused by name, with what is allowed. Nothing is ignored, so
a typo can't return the whole directory.
"""

import re
from copy import copy
from itertools import islice
from urllib.parse import parse_qsl

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django_filters import Filter

from directory.dates import parse_moment
from directory.search.facets import find_facet
from directory.text import find_nearest_word

MOST_PARAMETERS = 1000
LARGEST_NUMBER = 2_147_483_647
MOST_ALLOWED_VALUES_NAMED = 12
TRACKING_PARAMETERS = {"gclid", "fbclid", "msclkid", "mc_cid", "mc_eid"}


def is_tracking_parameter(name):
    """Return True if a link's tracking added the parameter. Pages ignore these."""
    return name.startswith("utm_") or name in TRACKING_PARAMETERS


def suggest_known_value(value, known):
    """Return a sentence with the nearest known value, or ""."""
    found = find_nearest_word(value, known)
    return f" Did you mean {found}?" if found else ""


def build_unknown_value_error(value, known):
    """Return the error for a value that a parameter doesn't allow."""
    more = (
        f" and {len(known) - MOST_ALLOWED_VALUES_NAMED} more"
        if len(known) > MOST_ALLOWED_VALUES_NAMED
        else ""
    )
    allowed = f" Allowed: {', '.join(islice(known, MOST_ALLOWED_VALUES_NAMED))}{more}."
    hint = suggest_known_value(value, known)
    return ValidationError(
        f"Unknown value “{shorten_value(value)}”.{hint}{allowed}", "unknown_value"
    )


def shorten_value(value):
    """Return the value, cut to a length that a message can repeat."""
    return value if len(value) <= 60 else f"{value[:60]}…"  # noqa: PLR2004 - a line's worth


def read(raw, filters, ignored):
    """Split a raw query string into form data and a dict of errors by parameter name.

    A form field can't do this: it never sees undeclared names, repeated values, or bytes that are
    not UTF-8.
    """
    data, refused = QueryDict(mutable=True), MultiValueDict()
    text = raw.encode("latin-1").decode(errors="surrogateescape")  # WSGI passes bytes as Latin-1.
    try:
        pairs = parse_qsl(text, errors="surrogateescape", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return data, {"": build_too_many_error()}
    for name, value in pairs:
        if not value.strip() or ignored(name):
            continue
        problem = find_parameter_error(name, value, filters, data)
        if problem is None:
            data.appendlist(name, value.strip())
        else:
            refused[shorten_value(replace_invalid_bytes(name))] = problem
    return data, refused


def build_too_many_error():
    """Return the error for a URL with more parameters than anyone needs."""
    return ValidationError(
        f"There are too many parameters. Send at most {MOST_PARAMETERS:,}.", "too_many_parameters"
    )


def find_parameter_error(name, value, filters, data):
    """Return the error of a parameter that can't be read, or None."""
    if name not in filters:
        hint = suggest_known_value(replace_invalid_bytes(name), filters)
        allowed = (
            f" Allowed: {', '.join(filters)}." if filters else " This URL takes no parameters."
        )
        return ValidationError(f"Unknown parameter.{hint}{allowed}", "unknown_parameter")
    if value != replace_invalid_bytes(value):
        return ValidationError(
            "This value isn't valid UTF-8. Percent-encode it as UTF-8.", "not_utf_8"
        )
    if "\0" in value:
        return ValidationError(
            "This value contains a NUL character (%00). Remove it.", "null_character"
        )
    if name in data and not filters[name].repeats:
        return ValidationError(
            "This parameter appears more than once. Send it only once.", "repeated"
        )
    return None


def replace_invalid_bytes(text):
    """Return the text with the bytes that aren't UTF-8 replaced."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


class Parameter(Filter):
    """A parameter of the search. Only its form field and its description are used."""

    repeats = False
    schema = {"type": "string"}

    def __deepcopy__(self, memo):
        """Return a copy for one request, which shares with other requests what never changes."""
        copied = copy(self)
        copied.extra = self.extra.copy()
        return copied


class TextField(forms.CharField):
    """Text of limited length."""

    def validate(self, value):
        """Raise ValidationError if the text is too long, with its length."""
        if len(value) > self.most:
            message = f"Enter at most {self.most} characters. This has {len(value):,}."
            raise ValidationError(message, "too_long")

    def __init__(self, *, most, **kwargs):
        super().__init__(**kwargs)
        self.most = most


class TextParameter(Parameter):
    """A parameter that takes text."""

    field_class = TextField


class VocabularyField(forms.MultipleChoiceField):
    """Values of one vocabulary, checked in memory. With `any_case`, codes may be in lowercase."""

    def __init__(self, *, labels, any_case, **kwargs):
        # `items` isn't called before the field is rendered.
        super().__init__(choices=labels.items, **kwargs)
        self.labels, self.any_case = labels, any_case

    def to_python(self, values):
        """Return the values as a frozen set."""
        return frozenset(map(self.known, values or ()))

    def known(self, value):
        """Return a value in the vocabulary's spelling if it is known."""
        # Only ASCII: the capital of a dotless i is I, so that an unknown code would become Italy's.
        code = value.upper() if self.any_case and value.isascii() else value
        return code if code in self.labels else value

    def validate(self, values):
        """Raise ValidationError for the first unknown value, with the nearest known one."""
        for value in sorted(values):
            if value not in self.labels:
                raise build_unknown_value_error(value, self.labels)


class VocabularyParameter(Parameter):
    """A repeatable parameter whose values come from the vocabulary with its name."""

    field_class = VocabularyField
    repeats = True
    schema = {"type": "array", "items": {"type": "string"}}

    @property
    def field(self):
        """The form field, with the current vocabulary's labels."""
        self.extra["labels"] = self.parent.vocabulary.of(self.field_name)
        self.extra["any_case"] = find_facet(self.field_name).vocabulary == "countries"
        return super().field


class OneOfField(forms.ChoiceField):
    """A choice from a few values."""

    def validate(self, value):
        """Raise ValidationError with the allowed values if the value isn't one of them."""
        known = [choice for choice, _ in self.choices]
        if value and value not in known:
            raise build_unknown_value_error(value, known)


class OneOfParameter(Parameter):
    """A parameter that takes one of a few values."""

    field_class = OneOfField

    @property
    def schema(self):
        """The JSON schema of its values."""
        return {"type": "string", "enum": [value for value, _ in self.extra["choices"]]}


class WholeNumberField(forms.Field):
    """A whole number in plain digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 8})

    def __init__(self, *, lowest=0, highest=LARGEST_NUMBER, **kwargs):
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest

    def to_python(self, value):
        """Return the number, or None if there is none. A sign, point, or exponent is an error."""
        if not value:
            return None
        if not re.fullmatch("[0-9]+", value):
            raise ValidationError("Enter a whole number in digits, such as 250.", "not_a_number")
        return int(value.lstrip("0")[:20] or "0")  # More digits are out of range as well.

    def validate(self, value):
        """Raise ValidationError with the bounds if the number is out of range."""
        if value is not None and not self.lowest <= value <= self.highest:
            message = f"Enter a whole number from {self.lowest:,} to {self.highest:,}."
            raise ValidationError(message, "out_of_range")


class WholeNumberParameter(Parameter):
    """A parameter that takes a whole number."""

    field_class = WholeNumberField

    @property
    def schema(self):
        """The JSON schema of its values."""
        lowest, highest = self.extra.get("lowest", 0), self.extra.get("highest", LARGEST_NUMBER)
        return {"type": "integer", "minimum": lowest, "maximum": highest}


class MomentField(forms.Field):
    """An RFC 3339 time."""

    def to_python(self, value):
        """Return the moment, with its offset, or None."""
        if not value:
            return None
        try:
            return parse_moment(value)
        except ValueError:
            message = "Enter an RFC 3339 time, such as 2026-01-31T12:00:00Z. Encode + as %2B."
            raise ValidationError(message, "not_a_time") from None


class MomentParameter(Parameter):
    """A parameter that takes an RFC 3339 time."""

    field_class = MomentField
    schema = {"type": "string", "format": "date-time"}


class NamesField(forms.Field):
    """Names separated by commas."""

    def __init__(self, *, names, **kwargs):
        super().__init__(**kwargs)
        self.names = names

    def to_python(self, value):
        """Return the names in the order given."""
        return tuple(name.strip() for name in (value or "").split(",") if name.strip())

    def validate(self, value):
        """Raise ValidationError for the first unknown name."""
        for name in value:
            if name not in self.names:
                message = (
                    f"Unknown name “{shorten_value(name)}”.{suggest_known_value(name, self.names)}"
                )
                raise ValidationError(
                    f"{message} Allowed: {', '.join(self.names)}.", "unknown_value"
                )


class NamesParameter(Parameter):
    """A parameter that takes names separated by commas."""

    field_class = NamesField
