"""Events for operators: sign-ins, changed permissions, decisions, letters, and limits.

Each event is one log record, so that logs can be searched and counted by its name.
"""

import logging

_logger = logging.getLogger("directory.events")


def log_event(name, level=logging.INFO, **facts):
    """Log an event under its name, such as `sign_in_failed`.

    `facts` are ids, slugs, numbers, and codes: never a secret, an email address, a person's name,
    or a network address.
    """
    _logger.log(level, name, extra={"event": name, "facts": facts})
