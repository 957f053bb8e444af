"""Helpers that read emails as their recipients do."""

import re
from urllib.parse import urlsplit


def link_in(letter, beginning):
    """Return the path of the link in an email that begins like this."""
    match = re.search(rf"https?://\S*?({re.escape(beginning)}\S+)", letter.body)
    return urlsplit(match.group(1)).path


def told(outbox):
    """Return the recipients and subjects of the emails."""
    return [(letter.to, letter.subject) for letter in outbox]
