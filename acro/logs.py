"""Removing secrets from logs: the parts of URLs that grant access to anyone who has them."""

import logging
import re

SECRET_PATHS = re.compile(
    r"(/accounts/invitations/|/accounts/password/reset/key/|/accounts/confirm-email/"
    r"|/access/|/portal/still-right/)[^/\s]+"
)


class HideSecrets(logging.Filter):
    """A filter that replaces the secret of an invitation, reset, or similar link with “…”."""

    def filter(self, record):
        """Let every record through, without its secrets."""
        if isinstance(record.args, tuple):
            record.args = tuple(hide_secrets(value) for value in record.args)
        record.msg = hide_secrets(record.msg)
        return True


def hide_secrets(value):
    """Return a text without its secrets; return any other value unchanged."""
    return SECRET_PATHS.sub(r"\1…", value) if isinstance(value, str) else value
