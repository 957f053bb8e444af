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
    visible = "".join(
        character
        for character in unicodedata.normalize("NFKC", address)
        if unicodedata.category(character)[0] != "C" and not character.isspace()
    )
    try:
        found = validate_email(
            visible, allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        return address
    return found.ascii_email


def normalize_addresses(apps, schema_editor):
    """Store each address in its one form, unless another row already has it."""
    for app, name in HOLDERS:
        rows = apps.get_model(app, name).objects
        for pk, address in rows.values_list("pk", "email").iterator(chunk_size=BATCH):
            normal = normalize(address)
            if name in {"User", "EmailAddress"}:
                normal = normal.lower()
            if normal == address:
                continue
            try:
                with transaction.atomic():
                    rows.filter(pk=pk).update(email=normal)
            except IntegrityError:
                continue  # Two accounts can't have one address: the older one keeps its place.


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0023_signs_in_names"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(normalize_addresses, migrations.RunPython.noop)]
