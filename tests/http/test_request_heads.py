"""The heads of requests: whatever they hold, reading them takes time in proportion to it."""

import socket

import pytest
from django.test import RequestFactory
from growth import measure_growth
from waitress.adjustments import Adjustments

from acro.connections import Channel, RequestParser
from acro.server import ADJUSTMENTS

SIZE = 2_000  # bytes; a head may have 16 times as much


def read_head(head):
    """Read a request as the web server does, and its cookies and type as Django does."""
    parser = RequestParser(Adjustments(**ADJUSTMENTS))
    parser.received(head)
    if parser.error is None:
        names = {"CONTENT_TYPE": "CONTENT_TYPE", "COOKIE": "HTTP_COOKIE"}
        given = {names[name]: value for name, value in parser.headers.items() if name in names}
        return RequestFactory().get("/", **given).COOKIES
    return {}


@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [
        (b"GET / HTTP/1.1\r\nX-Wide: ", b" ", b"x"),
        (b"GET / HTTP/1.1\r\nX-Wide: ", b"\t", b"\x01"),
        (b"GET / HTTP/1.1\r\nX-Wide:\r\n", b" ", b"x"),
        (b"GET / HTTP/1.1\r\nX-Wide:", b" \r\n ", b"x"),
        (b"GET / HTTP/1.1\r\nX-Wide: x", b" x", b"\x01"),
        (b"GET a://", b"1", b" x"),
        (b"GET ", b"a", b" x"),
        (b"GET ", b"a:", b" x"),
        (b'GET / HTTP/1.1\r\nCookie: a="', b'\\"', b'"'),
        (b'GET / HTTP/1.1\r\nCookie: sessionid="', b"\\1", b'"'),
        (b'GET / HTTP/1.1\r\nContent-Type: a;b="', b";", b""),
        (b'GET / HTTP/1.1\r\nContent-Type: a;b="', b';\\"', b""),
    ],
)
def test_the_time_to_read_the_head_of_a_request_grows_as_it_does(before, repeated, after):
    def make(size):
        count = size // len(repeated)
        return [before + repeated * count + after + b"\r\n\r\n"]

    assert measure_growth(read_head, make, SIZE) < 8


def test_cookies_of_ours_are_read_beside_quoted_ones_of_others():
    head = b'GET / HTTP/1.1\r\nCookie: other="a;b"; sessionid=abc; q="x"; csrftoken=def\r\n\r\n'

    assert read_head(head) == {"sessionid": "abc", "csrftoken": "def"}


class Listener:
    """A listener whose threads are all busy."""

    def __init__(self):
        self.active_channels = {}

    def add_task(self, channel):
        """Leave the connection waiting."""


def test_few_of_the_requests_that_a_client_sends_at_once_are_read_in_advance():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        adjustments = Adjustments(**ADJUSTMENTS)
        channel = Channel(Listener(), ours, ("192.0.2.1", 80), adjustments, map={})
        theirs.sendall(b"GET / HTTP/1.1\r\n\r\n" * 3000)

        while channel.readable():
            channel.handle_read()

    assert len(channel.requests) < 500
