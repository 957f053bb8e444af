"""The web server: gunicorn's processes, with waitress's event loop and threads in each.

gunicorn forks the workers from a process that holds the search index, replaces those that die, and
stops them gracefully. Its own threads would each wait for one client. waitress reads requests and
sends answers in one event loop, so that a slow client never holds a thread.
"""

import logging
import os
import resource
import socket
import time
from collections import Counter
from operator import itemgetter

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer, UnixWSGIServer
from waitress.task import ThreadedTaskDispatcher

from acro.connections import Channel
from directory.http.quick_paths import is_quick_path

QUICK_THREADS = 2
MOST_CONNECTIONS = 2000  # in each process; the next one replaces another
FILES_PER_CONNECTION = 2  # its socket, and a temporary file for a large body or answer
SOCKET_OPTIONS = [
    (socket.SOL_TCP, socket.TCP_NODELAY, 1),
    # The system would otherwise keep megabytes for a client that reads nothing.
    (socket.SOL_SOCKET, socket.SO_SNDBUF, 131_072),
]
MOST_UNREAD_BYTES = 128 * 1024 * 1024  # in each process, of answers that clients don't read
OTHER_FILES = 400  # of databases, logs, and templates
HALF_SENT_SECONDS = 2  # Requests still arriving get this much time when the process stops.
ADJUSTMENTS = {
    "backlog": 2048,
    "channel_timeout": 10**6,  # Ours are in `connections`.
    "clear_untrusted_proxy_headers": False,  # Django decides which proxies it trusts.
    "connection_limit": 2 * MOST_CONNECTIONS,  # never reached
    "ident": None,
    "log_socket_errors": False,  # Any client can cause them.
    "max_request_header_size": 32_768,
    "max_request_body_size": 2**62,  # The parser has the limit of each address.
    "outbuf_high_watermark": 64 * 1024 * 1024,  # From then on, a thread waits for the client.
    "recv_bytes": 8192,  # Thousands of tiny requests would be parsed at once otherwise.
}


class Pool(ThreadedTaskDispatcher):
    """Threads that answer requests, and the requests that wait for one."""

    queue_logger = logging.getLogger("acro.queue")


class Pools:
    """The threads: a few for what needs no database, so that a hanging one can't hold them."""

    def __init__(self, threads):
        self.pages, self.quick = Pool(), Pool()
        self.pages.set_thread_count(threads)
        self.quick.set_thread_count(QUICK_THREADS)

    def add_task(self, channel):
        """Queue the first request of a connection."""
        request = channel.requests[0]
        is_quick = request.error is not None or is_quick_path(request.path)
        (self.quick if is_quick else self.pages).add_task(channel)


class ListenerMixin:
    """One listening socket of a worker."""

    channel_class = Channel
    is_stopping = False
    most_connections = MOST_CONNECTIONS

    def handle_accept(self):
        """Accept a connection; if there are too many, close one of the client that has most."""
        super().handle_accept()
        if len(self.active_channels) > self.most_connections:
            self.close_one_of_most()

    def close_one_of_most(self):
        """Close the connection of the client with the most that has been silent for longest."""
        channels = self.list_channels()
        [(busiest, _)] = Counter(channel.client for channel in channels).most_common(1)
        theirs = [channel for channel in channels if channel.client == busiest]
        oldest = min(theirs, key=lambda channel: (channel.is_working, channel.last_activity))
        oldest.abort()

    def list_channels(self):
        """Return the open connections."""
        return list(self.active_channels.values())

    def stop_accepting(self):
        """Leave new connections to other workers."""
        self.is_stopping = True
        self.del_channel()
        self.socket.close()


class TcpListener(ListenerMixin, TcpWSGIServer):
    """A listening TCP socket."""


class UnixListener(ListenerMixin, UnixWSGIServer):
    """A listening Unix socket."""

    def fix_addr(self, addr):
        """Return this machine's address, so that `TRUSTED_PROXIES` can name a proxy on it."""
        return "127.0.0.1", None


class SignalPipe(wasyncore.file_dispatcher):
    """The pipe that Python writes a byte to for each signal, so that the event loop wakes up."""

    def writable(self):
        """Return False: the event loop only reads."""
        return False

    def handle_read(self):
        """Discard the bytes."""
        self.recv(4096)


def close_unread(channels):
    """If unread answers fill the memory, close connections of the clients with the most of them."""
    unread: Counter = Counter()
    for channel in channels:
        unread[channel.client] += channel.total_outbufs_len
    excess = unread.total() - MOST_UNREAD_BYTES
    by_size = [(unread[each.client], each.total_outbufs_len, each) for each in channels]
    for _, size, channel in sorted(by_size, key=itemgetter(0, 1), reverse=True):
        if excess <= 0:
            break
        excess -= size
        channel.abort()


def raise_file_limit():
    """Let this process open more files; return how many connections it may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS * FILES_PER_CONNECTION + OTHER_FILES
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return (allowed - OTHER_FILES) // FILES_PER_CONNECTION


class EventLoopWorker(Worker):
    """A worker process of gunicorn that runs waitress on the sockets it inherits."""

    def run(self):
        """Serve until a signal arrives, then finish what has arrived."""
        most = raise_file_limit()
        self.sources, self.next_check = {}, 0.0
        SignalPipe(self.PIPE[0], map=self.sources)
        pools = Pools(self.cfg.threads)
        self.listeners = [self.listen(inherited.sock, pools, most) for inherited in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self.turn()
        self.finish()

    def listen(self, sock, pools, most):
        """Accept connections on a socket that the parent process opened."""
        adjustments = Adjustments(sockets=[sock], **ADJUSTMENTS)
        adjustments.socket_options = SOCKET_OPTIONS
        info = (sock.family, sock.type, sock.proto, sock.getsockname())
        kind = UnixListener if sock.family == socket.AF_UNIX else TcpListener
        options = {"dispatcher": pools, "adj": adjustments, "sockinfo": info}
        listener = kind(self.wsgi, self.sources, _sock=sock, bind_socket=False, **options)
        listener.server_name, listener.most_connections = listener.effective_host, most
        return listener

    def turn(self):
        """Handle what happens on all connections, for a second at most."""
        wasyncore.loop(timeout=1, use_poll=True, map=self.sources, count=1)
        now = time.monotonic()
        if now < self.next_check:
            return
        self.next_check = now + 1
        self.notify()  # The parent kills a worker whose event loop is stuck.
        channels = self.list_channels()
        for channel in channels:
            channel.close_if_overdue(now)
        close_unread(channels)

    def list_channels(self):
        """Return the open connections of all sockets."""
        return [channel for listener in self.listeners for channel in listener.list_channels()]

    def finish(self):
        """Answer the requests that have arrived, within the graceful timeout."""
        began = time.monotonic()
        for listener in self.listeners:
            listener.stop_accepting()
        while (elapsed := time.monotonic() - began) < self.cfg.graceful_timeout:
            self.turn()
            for channel in self.list_channels():
                late = not channel.is_working and elapsed > HALF_SENT_SECONDS
                if channel.is_idle or late:
                    channel.handle_close()
            if not self.list_channels():
                break
