"""Email addresses: the one form in which they are stored and compared.

Nothing asks the domain's name servers: whether an address exists is for its letter to find out.
"""

import unicodedata

from django.core.exceptions import ValidationError
from email_validator import EmailNotValidError, validate_email

from directory.text import find_unseen_character, name_character, trim_unseen

EMAIL_LIMIT = 254  # characters, as in RFC 5321
ADDRESS_MESSAGE = "Enter a valid email address, such as name@example.org."
LOCAL_PART_MESSAGE = (
    "We can’t send email to an address that has accents, or letters other than a to z, before the "
    "@. Enter another address."
)


def normalize_email(text: str) -> str:
    """Return an address as stored: ASCII only, full-width letters made plain, the domain lowered.

    The case before the @ is kept for the letters; addresses are compared without it.

    The domain is in its ASCII form (IDNA 2008), because mail libraries would encode an
    international one by an older standard that names another host (faß.de becomes fass.de). Spaces
    and invisible characters at the ends don't count. Raise `ValidationError` for text that isn't an
    address, or one that no mail server here can deliver to.
    """
    text = trim_unseen(text)
    position = find_unseen_character(text)
    if position is not None:
        unseen = name_character(text[position])
        message = f"This address contains {unseen}, which can’t be seen. Type the address again."
        raise ValidationError(message, "invalid")
    text = unicodedata.normalize("NFKC", text[: EMAIL_LIMIT + 1])
    if not text.rpartition("@")[0].isascii():
        raise ValidationError(LOCAL_PART_MESSAGE, "invalid")
    try:
        found = validate_email(
            text,
            allow_smtputf8=False,
            check_deliverability=False,
            globally_deliverable=False,  # accepts names of local networks, such as .local and .test
        )
    except EmailNotValidError:
        raise ValidationError(ADDRESS_MESSAGE, "invalid") from None
    if "." not in found.ascii_domain and found.ascii_domain != "localhost":
        raise ValidationError(ADDRESS_MESSAGE, "invalid")
    return found.ascii_email


def read_known_email(text: str) -> str:
    """Return an address to look up: in lower case, normalized if possible."""
    try:
        return normalize_email(text).lower()
    except ValidationError:
        return text.strip().lower()
