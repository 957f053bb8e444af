"""What letters say, as their reader would use it."""

import re
from urllib.parse import urlsplit


def link_in(letter, beginning):
    """The path of the link in a letter that begins like this."""
    found = re.search(rf"https?://\S*?({re.escape(beginning)}\S+)", letter.body)
    return urlsplit(found.group(1)).path


def told(outbox):
    """To whom letters went, with their subjects."""
    return [(letter.to, letter.subject) for letter in outbox]
