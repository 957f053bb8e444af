"""Addresses stored before every address had one form."""

import importlib

from allauth.account.models import EmailAddress
from django.apps import apps
from factories import make_user

from directory.models import User


def migrate():
    name = "directory.migrations.0024_email_addresses_in_one_form"
    importlib.import_module(name).normalize_addresses(apps, None)


def store(user, address):
    """Store an address as releases before did: as entered."""
    User.objects.filter(pk=user.pk).update(email=address)
    EmailAddress.objects.update_or_create(
        user=user, primary=True, defaults={"email": address, "verified": True}
    )


def test_old_addresses_are_found_in_the_form_in_which_they_are_typed(db):
    users = [make_user(f"u{number}") for number in range(3)]
    for user, address in zip(
        users, ["z1@example.org\u200b", "ann@ｅxample.org", "bo@bücher.example"], strict=True
    ):
        store(user, address)

    migrate()

    expected = ["z1@example.org", "ann@example.org", "bo@xn--bcher-kva.example"]
    assert [User.objects.get(pk=user.pk).email for user in users] == expected
    assert [user.emailaddress_set.get().email for user in users] == expected


def test_an_old_address_keeps_its_form_if_another_account_has_its_new_one(db):
    first, second = make_user("z1"), make_user("u2")
    store(second, "z1@example.org\u200b")

    migrate()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.email, second.email) == ("z1@example.org", "z1@example.org\u200b")


def test_text_that_is_no_address_stays_as_it_is(db):
    user = make_user("u")
    store(user, "root@localhost")

    migrate()

    user.refresh_from_db()
    assert user.email == "root@localhost"


def test_the_rows_of_an_account_that_keeps_its_old_form_stay_together(db):
    make_user("z1")
    second = make_user("u2")
    store(second, "z1@example.org\u200b")
    EmailAddress.objects.filter(user=second).update(verified=False)

    migrate()

    assert second.emailaddress_set.get().email == "z1@example.org\u200b"
