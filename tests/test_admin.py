"""The admin: reading, with the same sign-in; superusers appoint staff and close accounts."""

import pytest
from factories import make_member
from signing_in import enroll, make_account, sign_in, totp

from directory.admin import records_site
from directory.models import User

TABLES = [f"/admin/directory/{model._meta.model_name}/" for model in records_site._registry]  # noqa: SLF001 - no public list


def enter(client, name="stella", **flags):
    """Sign in staff with both factors."""
    user = enroll(make_account(name, is_staff=True, **flags))
    sign_in(client, user.email)
    client.post("/accounts/2fa/authenticate/", {"code": totp()})
    return user


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/directory/user/"])
def test_visitors_are_redirected_to_the_shared_sign_in(client, db, address):
    response = client.get(address)

    assert response["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/directory/user/"])
def test_users_who_are_not_staff_get_404(client, db, address):
    make_account()
    sign_in(client)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", TABLES)
def test_staff_read_the_records(client, vocabulary, address):
    stella = enter(client)
    make_member("Alpha", "DE")

    lists = client.get(address)
    added = client.get(f"{address}add/")

    assert (lists.status_code, added.status_code) == (200, 403)
    assert stella.is_superuser is False


def test_staff_change_nothing(client, db):
    stella = enter(client)

    response = client.post(f"/admin/directory/user/{stella.pk}/change/", {"is_superuser": "on"})

    assert response.status_code == 403
    assert User.objects.get().is_superuser is False


def test_a_superuser_makes_staff_and_changes_neither_address_nor_password(client, db):
    olga = make_account()
    enter(client, "sue", is_superuser=True)
    form = {"name": "Olga", "is_active": "on", "is_staff": "on", "email": "x@example.org"}

    response = client.post(f"/admin/directory/user/{olga.pk}/change/", form | {"password": "x"})

    changed = User.objects.get(pk=olga.pk)
    assert response.status_code == 302
    assert (changed.is_staff, changed.email, changed.password) == (
        True,
        "olga@example.org",
        olga.password,
    )


def test_no_user_can_delete_an_account(client, db):
    olga = make_account()
    enter(client, "sue", is_superuser=True)

    response = client.post(f"/admin/directory/user/{olga.pk}/delete/", {"post": "yes"})

    assert (response.status_code, User.objects.filter(pk=olga.pk).exists()) == (403, True)


@pytest.mark.parametrize(
    ("address", "leads"),
    [("logout/", "/accounts/logout/"), ("password_change/", "/accounts/password/change/")],
)
def test_the_admin_has_no_sign_in_pages_of_its_own(client, db, address, leads):
    enter(client)

    assert client.post(f"/admin/{address}")["Location"] == leads
