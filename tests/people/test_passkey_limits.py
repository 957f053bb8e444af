"""Limits on what a visitor without an account can store."""

from django.contrib.sessions.models import Session

ADDRESS = "/accounts/2fa/webauthn/login/"
SCRIPT = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}


def test_a_network_starts_few_sessions_by_asking_for_the_challenge_of_a_passkey(client, db):
    statuses = []
    for method in (client.get, client.head):
        for number in range(25):
            client.cookies.clear()
            address = f"2001:db8:1:2::{number:x}"
            statuses.append(method(ADDRESS, REMOTE_ADDR=address, headers=SCRIPT).status_code)

    assert (statuses.count(200), statuses.count(429)) == (20, 30)
    assert Session.objects.count() == 20


def test_another_network_can_still_sign_in_with_a_passkey(client, db):
    for _ in range(25):
        client.get(ADDRESS, REMOTE_ADDR="192.0.2.1", headers=SCRIPT)

    response = client.get(ADDRESS, REMOTE_ADDR="198.51.100.1", headers=SCRIPT)

    assert response.json()["request_options"]["publicKey"]["challenge"]
