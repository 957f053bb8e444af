"""Content types that Django can't read, made readable before Django sees the request.

Django decodes queries and forms in the charset that a request names. It raises an error, outside of
all middleware, if that isn't an encoding of text: `charset=base64`, or `charset*=x''y`.
"""

from django.utils.http import parse_header_parameters

UNREADABLE_CHARSET = "unreadable"  # Unknown to Python: Django uses UTF-8, and patches are refused.
ASCII_SAMPLE = bytes(range(0x20, 0x7F))


def replace_unreadable_charsets(application):
    """Return a WSGI application that names an unreadable charset of a request so."""

    def answer(environ, start_response):
        sent = environ.get("CONTENT_TYPE", "")
        if sent and not is_readable_content_type(sent):
            media_type = sent.partition(";")[0].strip()
            environ["CONTENT_TYPE"] = f"{media_type}; charset={UNREADABLE_CHARSET}"
        return application(environ, start_response)

    return answer


def is_readable_content_type(text):
    """Return whether Django can read a content type, and decode a query in its charset."""
    if ";" not in text:
        return True
    try:
        charset = parse_header_parameters(text)[1].get("charset", "utf-8")
        return ASCII_SAMPLE.decode(charset) == ASCII_SAMPLE.decode()
    except (LookupError, ValueError, TypeError):
        return False
