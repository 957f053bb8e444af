"""A client's connection: waitress's parser, channel, and errors, with our limits and deadlines.

A connection costs no thread until its request has arrived completely, and none while its answer is
being read. So clients may be slow, but only up to these limits.
"""

import re
import socket
import time
from contextlib import suppress

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import BadRequest

from directory.http.body_limits import find_body_limit
from directory.http.client_address import group_address

IDLE_SECONDS = 75  # between requests: longer than a proxy keeps its own end open
CLIENT_GRACE_SECONDS = 20  # for a request's headers; also for a small body or answer
LOWEST_BYTES_PER_SECOND = 20_000  # A larger body or answer has this much more time.
UNREAD_BODY_SECONDS = 5  # A refused upload is received until then, so that its sender reads why.
LONGEST_REQUEST_LINE = 8190
LONGEST_CHUNK_LINE = 1024
LONGEST_TRAILER = 8192
LONGEST_CONTENT_TYPE = 1000  # Django takes quadratic time to read its parameters.
REQUEST_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [^ ]+(?: HTTP/[0-9]\.[0-9])?")
FOLDED_HEADER = re.compile(rb"\r\n[ \t]")
SPACE_BEFORE_VALUE = re.compile(rb"^([^\s:]+:)[ \t]+", re.MULTILINE)
ERROR_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
]


class RequestLineTooLong(BadRequest):
    """The error of a URL that is too long."""

    code = 414
    reason = "URI Too Long"


class RequestParser(HTTPRequestParser):
    """A parser that doesn't receive a body larger than its address allows.

    Such a request goes to Django without its body: `BodyLimitMiddleware` refuses it by its length.
    """

    is_cut_off = False
    limit = None

    def __init__(self, adj):
        super().__init__(adj)
        self.began = time.monotonic()

    def received(self, data):
        """Parse these bytes of the request; return how many were consumed."""
        consumed = super().received(data)
        if self.error or not self.headers_finished or self.empty:
            return consumed
        if self.limit is None:
            self.limit = find_body_limit(self.path)
        if max(self.content_length, self.body_bytes_received) > self.limit:
            self.cut_off()
            return len(data)  # The rest is not the next request.
        if self.completed:
            self.expect_continue = False  # else the library waits for a body that is empty
        if self.chunked and not self.completed and self.has_endless_line():
            self.error = BadRequest("")
            self.completed = True
        return consumed

    def parse_header(self, header_plus):
        """Parse the request line and the headers; refuse what servers understand differently."""
        try:
            super().parse_header(simplify_head(header_plus))
        except ValueError as error:  # a length with thousands of digits
            raise ParsingError(str(error)) from error
        if "TRANSFER_ENCODING" in self.headers or (
            self.chunked and "CONTENT_LENGTH" in self.headers
        ):
            raise ParsingError("The end of the body is ambiguous")
        if len(self.headers.get("CONTENT_TYPE", "")) > LONGEST_CONTENT_TYPE:
            raise ParsingError("Content-Type is too long")
        if "COOKIE" in self.headers:
            self.headers["COOKIE"] = drop_quoted_cookies(self.headers["COOKIE"])
        if len(self.first_line) > LONGEST_REQUEST_LINE:
            self.error = RequestLineTooLong("")
            self.completed = True

    def has_endless_line(self):
        """Return whether the size of a chunk, or what follows the chunks, is too long."""
        receiver = self.body_rcv
        return (
            len(receiver.control_line) > LONGEST_CHUNK_LINE
            or len(receiver.trailer) > LONGEST_TRAILER
        )

    def cut_off(self):
        """Complete the request without its body, and close the connection after the answer."""
        length = max(self.content_length, self.body_bytes_received)
        self.close()
        self.body_rcv, self.completed, self.is_cut_off = None, True, True
        self.expect_continue = False
        self.headers |= {"CONTENT_LENGTH": str(length), "CONNECTION": "close"}

    def is_overdue(self, now):
        """Return whether the request is taking too long to arrive."""
        bytes_of_body = self.body_bytes_received
        return now - self.began > CLIENT_GRACE_SECONDS + bytes_of_body / LOWEST_BYTES_PER_SECOND


class Task(WSGITask):
    """A request for Django. While the process stops, its answer ends the connection."""

    def build_response_header(self):
        """Return the head of the response."""
        if self.channel.server.is_stopping:
            self.set_close_on_finish()
        return super().build_response_header()


class TinyErrorTask(ErrorTask):
    """The answer to a request that isn't valid HTTP: its status in words."""

    def execute(self):
        """Write the response, and close the connection."""
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(ERROR_HEADERS)
        self.set_close_on_finish()
        body = f"{error.reason}\n".encode()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    """A connection that is closed when its client is too slow."""

    task_class, error_task_class, parser_class = Task, TinyErrorTask, RequestParser
    has_unread_body = False
    discarding_since = None
    answering_since = None
    bytes_sent = 0

    def __init__(self, server, sock, addr, adj, map=None):  # noqa: A002 - the library's signature
        super().__init__(server, sock, addr, adj, map=map)
        self.client = group_address(addr[0])

    @property
    def is_idle(self):
        """Whether no request is arriving or being answered."""
        return not (self.requests or self.request or self.total_outbufs_len)

    @property
    def is_working(self):
        """Whether a request has arrived that isn't answered yet."""
        return bool(self.requests or self.total_outbufs_len)

    def writable(self):
        """Return whether the event loop should send, or close the connection.

        While a thread is sending, the loop would try again and again, and keep it from going on.
        """
        if not self.requests or self.will_close or self.close_when_flushed:
            return super().writable()
        if not self.total_outbufs_len or not self.outbuf_lock.acquire(blocking=False):
            return False
        self.outbuf_lock.release()
        return True

    def write_soon(self, data):
        """Send what the client takes now; wake the event loop for the rest. Runs in a thread."""
        count = super().write_soon(data)
        if self.total_outbufs_len:
            self.server.pull_trigger()
        return count

    def send(self, data, do_close=True):
        """Send as much as the client takes; return how many bytes."""
        sent = super().send(data, do_close=do_close)
        self.bytes_sent += sent
        return sent

    def received(self, data):
        """Handle these bytes, unless the rest of a refused body is being discarded."""
        return self.discarding_since is None and super().received(data)

    def service(self):
        """Answer the first request, in a thread of a pool."""
        self.has_unread_body = self.requests[0].is_cut_off or self.requests[0].error is not None
        super().service()

    def handle_close(self):
        """Close the connection; after a refused body, first let the client read the answer.

        Closing with unread bytes would reset the connection, and the client would lose the answer.
        """
        if not self.has_unread_body:
            super().handle_close()
            return
        self.has_unread_body = self.will_close = self.close_when_flushed = False
        self.discarding_since = time.monotonic()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def close_if_overdue(self, now):
        """Close the connection if its client is too slow. The event loop calls it each second."""
        if self.total_outbufs_len:
            if self.answering_since is None:
                self.answering_since, self.bytes_sent = now, 0
            allowed = CLIENT_GRACE_SECONDS + self.bytes_sent / LOWEST_BYTES_PER_SECOND
            overdue = now - self.answering_since > allowed
        else:
            self.answering_since = None
            overdue = self.has_idled_too_long(now)
        if overdue:
            self.abort()

    def abort(self):
        """Close the connection at once."""
        self.has_unread_body = False
        self.handle_close()

    def has_idled_too_long(self, now):
        """Return whether the client is sending too slowly, or nothing for too long."""
        if self.discarding_since is not None:
            return now - self.discarding_since > UNREAD_BODY_SECONDS
        if (arriving := self.request) is not None:
            return not self.requests and arriving.is_overdue(now)
        return not self.requests and time.time() - self.last_activity > IDLE_SECONDS


def simplify_head(head):
    """Return the head of a request in a form that the library reads in linear time.

    Its patterns would divide spaces before a value, or a request line with an error, in every
    possible way: 30 kB held the event loop for ten seconds and more.
    """
    request_line, _, _ = head.partition(b"\r\n")
    if not REQUEST_LINE.fullmatch(request_line.rstrip()):
        raise ParsingError("The request line is malformed")
    if FOLDED_HEADER.search(head):  # as RFC 9112, 5.2, allows
        raise ParsingError("A header continues on the next line")
    return SPACE_BEFORE_VALUE.sub(rb"\1 ", head)


def drop_quoted_cookies(header):
    """Return a `Cookie` header without quoted values: ours have none.

    Some versions of Python take quadratic time to read one (CVE-2024-7592).
    """
    return ";".join(cookie for cookie in header.split(";") if '"' not in cookie)
