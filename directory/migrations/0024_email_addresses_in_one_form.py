"""Store every email address in the form that `directory.email_addresses` reads.

An address that was stored with an invisible character, with full-width letters, or with an
international domain could no longer be found by typing it.
"""

import unicodedata

from django.db import migrations, transaction
from django.db.utils import IntegrityError
from email_validator import EmailNotValidError, validate_email

BATCH = 500
HOLDERS = (
    ("directory", "User"),
    ("account", "EmailAddress"),
    ("directory", "Invitation"),
    ("directory", "AccessRequest"),
)


def normalize(address):
    """Return an address in its one form, or unchanged if it isn't one that can be read."""
    try:
        found = validate_email(
            unicodedata.normalize("NFKC", trim(address)),
            allow_smtputf8=False,
            check_deliverability=False,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        return address
    return found.ascii_email


def trim(text):
    """Return the text without white space and invisible characters at its ends."""
    while text and is_blank(text[0]):
        text = text[1:]
    while text and is_blank(text[-1]):
        text = text[:-1]
    return text


def is_blank(character):
    return character.isspace() or unicodedata.category(character)[0] == "C"


def normalize_addresses(apps, schema_editor):
    """Store each address in its one form; those of two accounts that would share it stay."""
    kept = set()  # users whose address stays, so the rows that confirm it stay, too
    for app, name in HOLDERS:
        rows = apps.get_model(app, name).objects
        owner = "user_id" if name == "EmailAddress" else "pk"
        found = rows.order_by("pk").values_list("pk", owner, "email")
        for pk, user, address in found.iterator(chunk_size=BATCH):
            normal = normalize(address)
            if name in {"User", "EmailAddress"}:
                normal = normal.lower()
            if normal == address or (name == "EmailAddress" and user in kept):
                continue
            try:
                with transaction.atomic():
                    rows.filter(pk=pk).update(email=normal)
            except IntegrityError:
                kept.add(user)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0023_signs_in_names"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(normalize_addresses, migrations.RunPython.noop)]
