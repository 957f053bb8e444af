"""Limits on signing in: what locks an account, for whom, and what doesn't unlock it."""

import re
import time

import pytest
from signing_in import PASSWORD, make_account, sign_in

PHASES = "/api/v1/phases/"
REFUSED = "Too many failed attempts. Wait five minutes and try again."


@pytest.fixture
def olga(db):
    return make_account()


def fail(client):
    """Enter a wrong password five times."""
    for _ in range(5):
        sign_in(client, password="another phrase")


def post(client, password=PASSWORD, address="127.0.0.1", **headers):
    """Send the form of the sign-in page from this address."""
    form = {"login": "olga@example.org", "password": password}
    return client.post("/accounts/login/", form, REMOTE_ADDR=address, headers=headers)


def is_refused(response):
    form = (response.context or {}).get("form")
    return response.status_code == 429 or bool(form and form.non_field_errors() == [REFUSED])


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("network", ["2001:db8:1:2::{:x}", "2001:db8:1:{:x}::1"])
def test_requests_from_hundreds_of_addresses_do_not_unlock_an_account(
    client, olga, settings, network
):
    settings.API_RATE_ANONYMOUS = (120, 60)
    fail(client)

    for number in range(310):
        client.get(PHASES, REMOTE_ADDR=network.format(number))

    assert is_refused(sign_in(client))


def test_a_visitor_who_fails_locks_out_their_own_network_only(client, olga):
    for _ in range(5):
        post(client, "another phrase", "192.0.2.1")

    own, others = post(client, address="192.0.2.1"), post(client, address="198.51.100.1")

    assert is_refused(own)
    assert (others.status_code, is_signed_in(client)) == (302, True)


def test_an_account_takes_sixty_wrong_passwords_an_hour_from_all_networks(client, olga, mailoutbox):
    for number in range(60):
        post(client, "another phrase", f"192.0.2.{number}")

    locked = post(client, address="198.51.100.1")
    client.post("/accounts/password/reset/", {"email": "olga@example.org"})
    [link] = re.findall(r"/accounts/password/reset/key/\S+", mailoutbox[-1].body)
    page = client.get(link, follow=True)
    new = {"password1": "a newer pass phrase", "password2": "a newer pass phrase"}
    client.post(page.redirect_chain[-1][0], new)
    after = post(client, "a newer pass phrase", "198.51.100.1")

    assert is_refused(locked)
    assert (after.status_code, is_signed_in(client)) == (302, True)


def test_a_reset_of_an_own_password_gives_a_network_no_more_guesses_at_others(
    client, olga, mailoutbox
):
    for number in range(10):
        sign_in(client, f"victim{number}@example.org", "another phrase")

    client.post("/accounts/password/reset/", {"email": "olga@example.org"})
    [link] = re.findall(r"/accounts/password/reset/key/\S+", mailoutbox[-1].body)
    form = {"password1": "one more long phrase", "password2": "one more long phrase"}
    done = client.post(client.get(link).url, form)
    client.logout()

    assert (done.status_code, done.url) == (302, "/accounts/password/reset/key/done/")
    assert is_refused(sign_in(client, "victim99@example.org", "another phrase"))


def test_an_address_is_sent_five_reset_letters_an_hour(client, olga, mailoutbox, monkeypatch):
    now, form = time.time, {"email": "olga@example.org"}

    answers = []
    for number in range(6):
        monkeypatch.setattr(time, "time", lambda minute=number: now() + minute * 61)
        address = f"192.0.2.{number}"
        answers.append(client.post("/accounts/password/reset/", form, REMOTE_ADDR=address))

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_right_passwords_count_toward_no_limit(client, olga):
    for _ in range(7):
        assert post(client).status_code == 302
        client.post("/accounts/logout/")


def test_another_host_name_or_port_gives_no_further_attempts(client, olga):
    for port in range(1, 6):
        post(client, "another phrase", Host=f"localhost:{port}")

    response = post(client, Host="LOCALHOST:6")

    assert is_refused(response)


def test_an_address_in_another_case_gives_no_further_attempts(client, olga):
    fail(client)

    assert is_refused(sign_in(client, "OLGA@example.org"))


def test_the_addresses_of_an_ipv6_network_share_their_attempts(client, olga):
    for number in range(5):
        post(client, "another phrase", f"2001:db8:1:2::{number}")

    assert is_refused(post(client, address="2001:db8:1:2:ffff::1"))
    assert post(client, address="2001:db8:1:3::1").status_code == 302


def test_an_ipv4_address_in_an_ipv6_socket_counts_as_ipv4(client, olga):
    for _ in range(5):
        post(client, "another phrase", "::ffff:192.0.2.1")

    assert is_refused(post(client, address="192.0.2.1"))
    assert post(client, address="::ffff:198.51.100.1").status_code == 302


def test_clients_without_an_address_share_their_attempts(client, olga):
    for address in ("", "unknown", "", "unknown", ""):
        post(client, "another phrase", address)

    assert is_refused(post(client, address=""))
