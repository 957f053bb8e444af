"""The path converters of our URLs."""

from django.urls.converters import StringConverter


class SlugConverter(StringConverter):
    """A slug in lowercase. Anything else, such as dots or capitals, is a 404."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class DigestConverter(StringConverter):
    """A SHA-256 in hexadecimal digits."""

    regex = "[0-9a-f]{64}"


class CountryConverter(StringConverter):
    """A two-letter country code in any case. The page redirects to capitals."""

    regex = "[A-Za-z]{2}"
