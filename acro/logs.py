"""What never stands in a log: the parts of addresses that open something to whoever knows them."""

import logging
import re

SECRET_PATHS = re.compile(
    r"(/accounts/invitations/|/accounts/password/reset/key/|/accounts/confirm-email/"
    r"|/access/|/portal/still-right/)[^/\s]+"
)


class HideSecrets(logging.Filter):
    """Write … for the secret of an invitation, a reset or any other link that works by itself."""

    def filter(self, record):
        """Let every record through, without its secrets."""
        if isinstance(record.args, tuple):
            record.args = tuple(hide_secrets(value) for value in record.args)
        record.msg = hide_secrets(record.msg)
        return True


def hide_secrets(value):
    """A text without the secrets in it; anything else as it is."""
    return SECRET_PATHS.sub(r"\1…", value) if isinstance(value, str) else value
