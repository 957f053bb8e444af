"""Limits of request bodies, by address.

The web server and `BodyLimitMiddleware` both use this table, so a body that is too large is refused
by its length, before anything is read or written to disk.
"""

import re

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
JSON_BODY_BYTES = 5 * MEGABYTE // 2
FORM_BODY_BYTES = MEGABYTE
LOGO_FORM_BYTES = 6 * MEGABYTE  # a logo of 5 MB and the other fields of its form
OTHER_BODY_BYTES = 100 * KILOBYTE
BODY_LIMITS = (  # the first pattern that matches the beginning of the path decides
    (re.compile(r"/api/v1/members/[^/]+/$"), JSON_BODY_BYTES),
    (re.compile(r"/portal/[^/]+/edit/links/$"), LOGO_FORM_BYTES),
    (re.compile(r"/(?:admin|desk|portal)/"), FORM_BODY_BYTES),
)


def find_body_limit(path):
    """Return the most bytes that a request body may have at this path."""
    for pattern, limit in BODY_LIMITS:
        if pattern.match(path):
            return limit
    return OTHER_BODY_BYTES
