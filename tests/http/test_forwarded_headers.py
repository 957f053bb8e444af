"""Only our own proxies may say how a request reached them."""

import pytest
from django.test import RequestFactory

from directory.middleware import ForwardedHeadersMiddleware

FORGED = {
    "Forwarded": "proto=https;host=evil.example",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Proto": "https",
    "X-Real-IP": "203.0.113.9",
}


@pytest.fixture
def settings_behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def receive(peer):
    """Return whether a request from this peer counts as secure, and its forwarded headers."""
    request = RequestFactory().get("/", headers=FORGED, REMOTE_ADDR=peer)
    return ForwardedHeadersMiddleware(
        lambda request: (request.is_secure(), sorted(FORGED.keys() & request.headers.keys()))
    )(request)


@pytest.mark.usefixtures("settings_behind_a_proxy")
@pytest.mark.parametrize("peer", ["198.51.100.1", "", "localhost", "::1"])
def test_a_client_that_is_no_proxy_of_ours_cannot_claim_https(peer):
    assert receive(peer) == (False, [])


@pytest.mark.usefixtures("settings_behind_a_proxy")
def test_a_trusted_proxy_is_believed():
    secure, names = receive("10.1.2.3")

    assert (secure, "X-Forwarded-Proto" in names) == (True, True)


def test_a_forged_header_does_not_avoid_the_redirect_to_https(
    client, vocabulary, settings_behind_a_proxy
):
    settings_behind_a_proxy.SECURE_SSL_REDIRECT = True

    forged = client.get("/robots.txt", headers=FORGED, REMOTE_ADDR="198.51.100.1")
    true = client.get("/robots.txt", headers=FORGED, REMOTE_ADDR="10.1.2.3")

    assert (forged.status_code, true.status_code) == (301, 200)
    assert forged["Location"] == "https://testserver/robots.txt"


def test_a_host_or_script_name_in_a_header_changes_no_link(client, vocabulary):
    headers = {"X-Forwarded-Host": "evil.example", "Script-Name": "/evil", "X-Script-Name": "/evil"}

    response = client.get("/api/v1/members/", headers=headers)

    assert "evil" not in response.content.decode()
