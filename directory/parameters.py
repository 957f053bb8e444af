"""Strict reading of query parameters. `filters.py` defines what each one means.

A parameter that isn't understood is refused by name, with what is allowed. Nothing is ignored, so
a typo can't return the whole directory.
"""

import re
from copy import copy
from urllib.parse import parse_qsl

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django_filters import Filter

from directory.dates import describe_moment, parse_moment_or_day
from directory.http.url_cache import reverse_cached
from directory.search.facets import find_facet
from directory.text import find_nearest_word

MOST_PARAMETERS = 1000
LARGEST_NUMBER = 2_147_483_647
MOST_ALLOWED_VALUES_NAMED = 12
MOST_REPEATED = 60  # characters of a wrong value
MOST_WRONG_VALUES = 10  # of one parameter, named at once
UNKNOWN_NAME, UNKNOWN_VALUE = "unknown_parameter", "unknown_value"
TRANSLATED_VALUES = {"offset", "start", "skip", "from", "cursor"}  # Their values aren't pages.
FOREIGN_NAMES = {  # What other APIs call our parameters, in lowercase letters without signs.
    name: ours
    for ours, names in {
        "q": "search query term terms keyword keywords text name s filter",
        "ordering": "sort sortby sortorder order orderby orderings",
        "page_size": "limit perpage pagesize size count max maxresults top first take rows",
        "page": "offset start skip cursor p pagenumber pageno pageindex from",
        "include": "expand embed with facets",
        "fields": "field select only columns attributes",
        "omit": "exclude except without",
        "country": "countries location nation countrycode",
        "hq": "headquarters headquarter hqcountry",
        "service": "services capability capabilities",
        "area": "areas therapeuticarea therapeuticareas therapyarea indication condition",
        "phase": "phases",
        "kind": "type category companytype",
        "updated_since": "since modifiedsince updatedafter changedsince lastmodified",
    }.items()
    for name in names.split()
}
TRACKING_PARAMETERS = {"gclid", "fbclid", "msclkid", "mc_cid", "mc_eid"}


def is_tracking_parameter(name):
    """Return True if a link's tracking added the parameter. Pages ignore these."""
    return name.startswith("utm_") or name in TRACKING_PARAMETERS


class UnknownParameterError(ValidationError):
    """The error for a name that isn't a parameter; `nearest` is the one meant, or None."""

    def __init__(self, name, known):
        self.nearest = find_meant_parameter(name, known)
        more = list_allowed(known, "api:docs") if known else "This URL takes no parameters."
        super().__init__(f"Unknown parameter.{ask_if_meant(self.nearest)} {more}", UNKNOWN_NAME)


class UnknownValueError(ValidationError):
    """The error for a value that a parameter doesn't allow; `nearest` is the one meant, or None."""

    def __init__(self, value, nearest, allowed):
        self.value, self.nearest = value, nearest
        message = f"Unknown value “{shorten_value(value)}”.{ask_if_meant(nearest)} {allowed}"
        super().__init__(message, UNKNOWN_VALUE)


def build_unknown_value_error(value, known, vocabulary=None, parameter=""):
    """Return the error for a value that a parameter doesn't allow.

    With a vocabulary, labels and synonyms of the parameter's values are understood as well. If the
    values are many, the message has the URL of their list instead.
    """
    if vocabulary is None:
        return UnknownValueError(value, find_nearest_word(value, known), list_allowed(known))
    nearest = vocabulary.find_nearest_value(parameter, value)
    return UnknownValueError(
        value, nearest, list_allowed(known, f"api:{find_facet(parameter).vocabulary}")
    )


def list_allowed(known, list_name=""):
    """Return a sentence that names the allowed values, or the URL of their list if they are many.

    `list_name` is the name of that URL; without one, all values are named.
    """
    if list_name and len(known) > MOST_ALLOWED_VALUES_NAMED:
        return f"Allowed values: {reverse_cached(list_name)}"
    return f"Allowed: {', '.join(known)}."


def find_meant_parameter(name, known):
    """Return the parameter that has another name in other APIs, or a similar one here, or None."""
    plain = re.sub(r"[^a-z]", "", name.casefold())
    meant = FOREIGN_NAMES.get(plain)
    return meant if meant in known else find_nearest_word(name, known)


def ask_if_meant(nearest):
    """Return a question that suggests the nearest known word, or ""."""
    return f" Did you mean {nearest}?" if nearest else ""


def shorten_value(value):
    """Return the value for a message: cut to a line, with what can't be seen shown as its code."""
    shown = "".join(
        each if each.isprintable() else f"[U+{ord(each):04X}]" for each in value[:MOST_REPEATED]
    )
    return shown if len(value) <= MOST_REPEATED else f"{shown}…"


def split_query(raw, *, errors="replace", **options):
    """Return the (name, value) pairs of a raw query string, which WSGI passes as Latin-1."""
    text = raw.encode("latin-1").decode(errors=errors)
    return parse_qsl(text, errors=errors, **options)


def read(raw, filters, ignored):
    """Split a raw query string into form data and a dict of errors by parameter name.

    A form field can't do this: it never sees undeclared names, repeated values, or bytes that are
    not UTF-8.
    """
    data, refused = QueryDict(mutable=True), MultiValueDict()
    try:
        pairs = split_query(raw, errors="surrogateescape", max_num_fields=MOST_PARAMETERS)
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
        return UnknownParameterError(replace_invalid_bytes(name), filters)
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

    @property
    def schema(self):
        """The JSON schema of its values."""
        return {"type": "string", "maxLength": self.extra["most"], "pattern": "^[^\\u0000]*$"}


class VocabularyField(forms.MultipleChoiceField):
    """Values of one vocabulary, checked in memory. Codes of countries may be in lowercase."""

    def __init__(self, *, vocabulary, name, **kwargs):
        self.vocabulary, self.name = vocabulary, name
        self.labels = vocabulary.of(name)
        self.any_case = find_facet(name).vocabulary == "countries"
        # `items` isn't called before the field is rendered.
        super().__init__(choices=self.labels.items, **kwargs)

    def to_python(self, values):
        """Return the values as a frozen set."""
        return frozenset(map(self.known, values or ()))

    def known(self, value):
        """Return a value in the vocabulary's spelling if it is known."""
        # Only ASCII: the capital of a dotless i is I, so that an unknown code would become Italy's.
        code = value.upper() if self.any_case and value.isascii() else value
        return code if code in self.labels else value

    def validate(self, values):
        """Raise ValidationError for the first unknown values, with the nearest known ones."""
        unknown = sorted(values - self.labels.keys())[:MOST_WRONG_VALUES]
        if unknown:
            raise ValidationError(
                [
                    build_unknown_value_error(value, self.labels, self.vocabulary, self.name)
                    for value in unknown
                ]
            )


class VocabularyParameter(Parameter):
    """A repeatable parameter whose values come from the vocabulary with its name."""

    field_class = VocabularyField
    repeats = True
    schema = {"type": "array", "items": {"type": "string"}}

    @property
    def field(self):
        """The form field, with the current vocabulary."""
        self.extra["vocabulary"], self.extra["name"] = self.parent.vocabulary, self.field_name
        return super().field


class OneOfField(forms.ChoiceField):
    """A choice from a few values."""

    def validate(self, value):
        """Raise ValidationError with the allowed values if the value isn't one of them."""
        known = dict(self.choices)
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
    """An RFC 3339 time, or a day, which means midnight UTC."""

    def to_python(self, value):
        """Return the moment, with its offset, or None."""
        if not value:
            return None
        try:
            return parse_moment_or_day(value)
        except ValueError:
            message = (
                "Enter a day, such as 2026-01-31, or an RFC 3339 time, such as"
                " 2026-01-31T12:00:00Z. Encode + as %2B."
            )
            raise ValidationError(message, "not_a_time") from None

    def describe(self, value):
        """Return the moment in words."""
        return describe_moment(value)


class MomentParameter(Parameter):
    """A parameter that takes an RFC 3339 time or a day."""

    field_class = MomentField
    # Not `anyOf` with the format `date`: client generators make a class of it that can't be sent.
    schema = {
        "type": "string",
        "format": "date-time",
        "description": "A time, or a day such as 2026-01-31, which means midnight UTC.",
    }


class NamesField(forms.Field):
    """Names separated by commas, or one in each repetition of the parameter, or both."""

    widget = forms.SelectMultiple  # It reads every repetition.

    def __init__(self, *, names, **kwargs):
        super().__init__(**kwargs)
        self.names = names

    def to_python(self, value):
        """Return the names in the order given."""
        return tuple(name.strip() for name in ",".join(value or ()).split(",") if name.strip())

    def validate(self, value):
        """Raise ValidationError for the first unknown name."""
        for name in value:
            if name not in self.names:
                nearest = find_nearest_word(name, self.names)
                message = f"Unknown name “{shorten_value(name)}”.{ask_if_meant(nearest)}"
                raise ValidationError(f"{message} {list_allowed(self.names)}", UNKNOWN_VALUE)


class NamesParameter(Parameter):
    """A parameter that takes names, separated by commas or repeated.

    Its schema says repeated, because generated clients send lists so.
    """

    field_class = NamesField
    repeats = True

    @property
    def schema(self):
        """The JSON schema of its values."""
        return {"type": "array", "items": {"type": "string", "enum": list(self.extra["names"])}}
