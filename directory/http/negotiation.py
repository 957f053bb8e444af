"""The media types and encodings that a client accepts, with their quality (RFC 9110, 12.5)."""

import re

MAX_READ_ELEMENTS = 64
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


def rate_media_type(header, media_type):
    """Return the quality that an `Accept` header gives a media type, and how specifically it does.

    The quality is 0 if the client refuses the type. The most specific range that matches decides,
    so `application/json;q=0, */*` refuses JSON. A parameter such as `charset` doesn't narrow what
    is accepted, because many clients send one, but what is refused with it isn't refused without.
    """
    main_type = media_type.partition("/")[0]
    names = ["*/*", f"{main_type}/*", media_type]
    found = [
        (names.index(name), quality)
        for name, quality, is_narrow in read_accepted(header or "*/*")
        if name in names and (quality or not is_narrow)
    ]
    specificity, quality = max(found, default=(0, 0))
    return quality, specificity


def drop_refused_encodings(header):
    """Return the names in an `Accept-Encoding` header without those of quality 0.

    Code that compresses responses looks only for an encoding's name.
    """
    return ", ".join(name for name, quality, _ in read_accepted(header) if quality)


def read_accepted(header):
    """Return name, quality, and whether there are other parameters, for each element of a header.

    A malformed quality is read as 1.
    """
    parts = [part.lower() for part in header.split(",", MAX_READ_ELEMENTS)[:MAX_READ_ELEMENTS]]
    return [read_element(*part.split(";")) for part in parts if part.strip()]


def read_element(name, *parameters):
    """Return the name of an element, its quality, and whether it has other parameters."""
    given = dict(map(str.strip, each.partition("=")[::2]) for each in parameters if each.strip())
    quality = given.pop("q", "1")
    is_well_formed = _QUALITY.fullmatch(quality) is not None
    return name.strip(), float(quality) if is_well_formed else 1.0, bool(given)
