"""The network that limits count a client by: the IPv4 address, or the /64 of the IPv6 address."""

import pytest

from directory.http.client_address import find_client_network

UNKNOWN = "::/64"


@pytest.mark.parametrize(
    ("remote", "forwarded", "counted"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::/64"),
        ("2001:DB8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        ("10.0.0.1", "unknown", UNKNOWN),
        ("10.0.0.1", "<script>", UNKNOWN),
        ("", "", UNKNOWN),
        ("", "198.51.100.1", UNKNOWN),
    ],
)
def test_a_client_is_counted_by_its_network(rf, settings, remote, forwarded, counted):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    request = rf.get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})

    assert find_client_network(request) == counted


def test_the_addresses_of_a_network_share_a_rate(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS = (2, 3600)
    clients = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"]

    answers = [client.get("/api/v1/countries/", REMOTE_ADDR=each) for each in clients]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
