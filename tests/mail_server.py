"""A small local SMTP server that can misbehave."""

import socketserver
import threading
from contextlib import suppress


class Session(socketserver.StreamRequestHandler):
    """A connection of a client."""

    def handle(self):
        """Answer commands until the client quits."""
        self.reply("220 mail.example ESMTP")
        while line := self.rfile.readline():
            verb, _, rest = line.decode("ascii").strip().partition(" ")
            answer = getattr(self, f"do_{verb.lower()}", self.unknown)(rest)
            self.reply(answer)
            if verb.upper() == "QUIT":
                return

    def reply(self, text):
        with suppress(ConnectionError):  # The client was killed.
            self.wfile.write(f"{text}\r\n".encode("ascii"))

    def unknown(self, rest):
        return "502 no such verb"

    def do_ehlo(self, rest):
        return "250-mail.example\r\n250 SIZE 1000000"

    def do_mail(self, rest):
        self.sender, self.recipients = rest, []
        return "250 OK"

    def do_rcpt(self, rest):
        if self.server.answer_to_recipient.startswith("250"):
            self.recipients.append(rest)
        return self.server.answer_to_recipient

    def do_data(self, rest):
        self.server.in_the_middle.set()
        self.server.go_on.wait()
        self.reply("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return "451 the client is gone"
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken.append((self.sender, self.recipients, b"".join(lines)))
        return "250 taken"

    def do_rset(self, rest):
        return "250 OK"

    def do_quit(self, rest):
        return "221 bye"


class MailServer(socketserver.ThreadingTCPServer):
    """A server that stores emails in `taken` as (MAIL arguments, RCPT arguments, message bytes)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Session)
        self.taken, self.answer_to_recipient = [], "250 OK"
        self.in_the_middle, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()  # If cleared, the server hangs before it accepts a message.

    @property
    def port(self):
        return self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}).start()
        return self

    def __exit__(self, *failure):
        self.shutdown()
        self.server_close()
