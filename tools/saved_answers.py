"""Save the responses to several hundred requests in a folder, and compare two such folders.

    python tools/saved_answers.py prepare
    python tools/saved_answers.py save BEFORE
    (change the code)
    python tools/saved_answers.py save AFTER
    python tools/saved_answers.py compare BEFORE AFTER

This proves that a refactoring changes no response: every status, header, body, and letter is saved
byte for byte. The clock advances only on request, random numbers repeat, and each run starts from
a copy of the same database, so almost nothing has to be masked. The requests are in
`saved_reads.py`, `saved_people.py`, and `saved_changes.py`. They rely on URLs, forms, and the
libraries, and on hardly any name in the code.
"""

import argparse
import datetime
import difflib
import hashlib
import io
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from html.parser import HTMLParser
from itertools import islice, pairwise
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
STANDARD_DATABASE = ROOT / "var" / "saved_answers.sqlite3"
BEGINNING = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC).timestamp()
ENVIRONMENT = {
    "API_RATE_ANONYMOUS": "5000/h",
    "API_RATE_SUGGEST": "30/min",
    "API_RATE_TOKEN": "1200/min",
    "API_RATE_WRITING": "60/min",
    "ENVIRONMENT": "development",
    "PYTHONHASHSEED": "0",
    "SECRET_KEY": "of no use but to save answers: the same for all of them",
    "SITE_URL": "http://127.0.0.1:8000",
    "TASKS": "at_once",
}
ADMINISTRATOR = {"EMAIL": "admin@example.org", "PASSWORD": "a long pass phrase"}
LONGEST_LINE = 300  # characters of a printed difference
MOST_LINES = 40
LONGEST_SENT = 10_000


class Clock:
    """A clock that advances only on request."""

    def __init__(self):
        self.now = BEGINNING

    def forward(self, **duration):
        """Advance the clock by a duration."""
        self.now += datetime.timedelta(**duration).total_seconds()

    def start(self):
        """Replace the system clock for everything that is imported after this."""
        true = datetime.datetime

        class Kind(type):
            def __instancecheck__(cls, value):
                return isinstance(value, true)

            def __subclasscheck__(cls, other):
                return issubclass(other, true)

        class Stopped(true, metaclass=Kind):
            """A datetime class that reads this clock and creates ordinary datetimes."""

            __slots__ = ()  # C code checks the size of instances.

            def __new__(cls, *args, **more):
                return true(*args, **more)

            @classmethod
            def now(cls, tz=None):
                return true.fromtimestamp(time.time(), tz)

            @classmethod
            def today(cls):
                return true.fromtimestamp(time.time())

            @classmethod
            def utcnow(cls):
                return cls.now(datetime.UTC).replace(tzinfo=None)

        time.time = lambda: self.now  # `date.today` calls this, too.
        time.time_ns = lambda: int(self.now * 10**9)
        datetime.datetime = Stopped


class Chance:
    """Random bytes that repeat: each request name always starts the same sequence."""

    def __init__(self):
        self.drawn = b""
        self.begin("nothing yet")

    def begin(self, name):
        """Start the sequence that belongs to this name."""
        self.seed, self.count = name.encode(), 0
        random.seed(name)

    def bytes(self, number):
        """Return the next random bytes."""
        found = b""
        while len(found) < number:
            self.count += 1
            found += hashlib.sha256(self.seed + b" %d" % self.count).digest()
        return found[:number]

    def start(self):
        """Replace the random source for everything that is imported after this."""
        os.urandom = random._urandom = self.bytes  # noqa: SLF001 - it has its own reference


class Forms(HTMLParser):
    """The forms of a page: each (action, values), as a browser sends it without a button."""

    def __init__(self, page, address):
        super().__init__()
        self.address = address
        self.found, self.values, self.text, self.select = [], None, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Start a form or read a field."""
        given = dict(attrs)
        name, value = given.get("name"), given.get("value")
        if tag == "form":
            self.values = {}
            self.found.append((unquote(given.get("action") or self.address), self.values))
        elif self.values is None:
            return
        elif tag == "option":
            if self.select and ("selected" in given or self.select not in self.values):
                self.values[self.select] = [value or ""]
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.text = name
            self.values[name] = [""]
        elif tag == "input" and name and self.counts(given):
            default = "on" if given.get("type") in {"checkbox", "radio"} else ""
            self.values.setdefault(name, []).append(default if value is None else value)

    def counts(self, given):
        """Return whether a browser would send this field."""
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"}:
            return "checked" in given
        return kind not in {"submit", "button", "file"} and "disabled" not in given

    def handle_data(self, data):
        """Add to the value of the open text area."""
        if self.text:
            self.values[self.text][0] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        """Close the form, text area, or menu that ends."""
        if tag == "form":
            self.values = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None


class Saving:
    """A client that saves the response to each request in its own file."""

    def __init__(self, folder, clock, chance):
        self.folder, self.clock, self.chance = folder, clock, chance
        self.count, self.clients, self.letters, self.reached = 0, {}, [], set()

    def client(self, who):
        """Return the test client of this person."""
        from django.test import Client

        return self.clients.setdefault(who, Client(raise_request_exception=False))

    def begin(self, name):
        """Count a request, advance the clock by a second, and return the path of its file."""
        self.count += 1
        self.clock.forward(seconds=1)
        short = re.sub("[^A-Za-z0-9]+", "-", name).strip("-")[:90]
        self.chance.begin(f"{self.count} {name}")
        return self.folder / f"{self.count:04}-{short}.txt"

    def ask(self, who, method, address, data=None, **more):
        """Send one request, save the response, and return it."""
        path = self.begin(f"{who} {method} {address}")
        headers = more.get("headers") or {}
        given = {} if data is None else {"data": data}
        client = self.client(who)
        sent = getattr(client, method)(address, **given, **more)
        said = [f"{who}: {method.upper()} {address}"]
        said += [f"{name}: {value}" for name, value in headers.items()]
        said += [f"sent {data!r}"[:LONGEST_SENT]] if data is not None else []
        said += ["", f"{sent.status_code} {sent.reason_phrase}"]
        said += [f"{name}: {value}" for name, value in sent.items()]
        said += [f"Set-Cookie: {morsel.OutputString()}" for morsel in sent.cookies.values()]
        body = b"".join(sent.streaming_content) if sent.streaming else sent.content
        path.write_bytes("\n".join([*said, "", readable(body), *self.new_letters()]).encode())
        if found := sent.wsgi_request.resolver_match:
            self.reached.add(found.view_name)
        return sent

    def get(self, who, address, **headers):
        """Request a page; write header names like `If_None_Match`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask(who, "get", address, headers=named)

    def send(self, who, page, action=None, /, *, having="", fields=None, **changes):
        """Open a page, send one of its forms with changes, and return the response.

        Without an action, send the page's own form; `having` names a field of the form to send.
        `fields` holds changes whose names aren't valid in Python; the value None removes a field.
        """
        changes |= fields or {}
        return self.send_form(who, self.get(who, page), action, changes, having)

    def send_form(self, who, shown, action, changes, having=""):
        """Send a form of an open page, or only the changes if the page has no such form."""
        page = shown.wsgi_request.path
        forms = Forms(shown.content.decode(), page).found
        own = action or page
        fitting = [form for form in forms if own in form[0] and (not having or having in form[1])]
        fitting.sort(key=lambda form: form[0] != own)
        without = page + (action or "/")[1:]
        to, values = fitting[0] if fitting else (without, {})
        data = {name: value for name, value in (values | changes).items() if value is not None}
        return self.ask(who, "post", to, data)

    def new_letters(self):
        """Yield the letters sent since the last call, as text."""
        from django.core import mail

        sent = getattr(mail, "outbox", [])
        mail.outbox = []
        self.letters += sent
        for letter in sent:
            yield f"\n== letter to {letter.to} ==\nFrom: {letter.from_email}"
            yield f"Subject: {letter.subject}"
            for name, value in letter.extra_headers.items():
                # It contains the process id.
                yield f"{name}: {re.sub(r'<[0-9.]+@', '<number@', str(value))}"
            yield f"\n{letter.body}"
            yield from (f"\n{kind}\n{text}" for text, kind in letter.alternatives)

    def link(self, beginning):
        """Return the path of the newest link in a letter that starts with `beginning`."""
        for letter in reversed(self.letters):
            if found := re.findall(rf"https?://[^\s/]+({beginning}[^\s>]+)", letter.body):
                return found[-1]
        raise LookupError(f"No letter has a link that begins with {beginning}.")

    def command(self, name, *arguments, file=None):
        """Save the output of a management command, and the file that it writes."""
        from django.core.management import call_command

        path, said = self.begin(f"command {name}"), io.StringIO()
        try:
            call_command(name, *arguments, *([file] if file else []), stdout=said, stderr=said)
        except Exception as error:  # noqa: BLE001 - the error is the answer
            said.write(f"{type(error).__name__}: {error}")
        written = file.read_text() if file and file.exists() else ""
        shown = said.getvalue().replace(str(self.folder), "FOLDER")
        path.write_text("\n".join([shown, written, *self.new_letters()]))
        if file:
            file.unlink(missing_ok=True)


def readable(body):
    """Return a body as text, or its length and hash if it isn't text."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"{len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()}"


def set_up(database):
    """Set up Django with a database."""
    os.environ["DATABASE_URL"] = f"sqlite:///{database.resolve()}"
    found = re.search(r'"DJANGO_SETTINGS_MODULE", "([\w.]+)"', (ROOT / "manage.py").read_text())
    os.environ["DJANGO_SETTINGS_MODULE"] = found[1]
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings

    settings.RELEASE = settings.SPECTACULAR_SETTINGS["VERSION"] = "the release"
    settings.BUILD = "the build"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = None
    settings.MEDIA_ROOT = database.parent / "media"
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.LOGGING["root"]["level"] = settings.LOGGING["loggers"]["django"]["level"] = "CRITICAL"
    django.setup()


def prepare(database):
    """Create the database that every run copies: the sample directory and an administrator."""
    database.parent.mkdir(parents=True, exist_ok=True)
    set_up(database)
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_sample", verbosity=0)
    os.environ |= {f"DJANGO_SUPERUSER_{name}": value for name, value in ADMINISTRATOR.items()}
    call_command("createsuperuser", interactive=False, verbosity=0)
    connection.close()


def save(folder, database, clock, chance):
    """Send all requests and save the responses in a new folder."""
    if folder.exists():
        raise SystemExit(f"{folder} already exists. Name a new folder.")
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "directory.sqlite3"
        with sqlite3.connect(database) as old, sqlite3.connect(copy) as new:
            old.backup(new)
        set_up(copy)
        saving = Saving(folder, clock, chance)
        missing = ask_everything(saving) - saving.reached
    print(f"{saving.count} answers saved.")
    if missing:
        print("Not requested:", ", ".join(sorted(missing)))


def ask_everything(saving):
    """Run all parts in the order of what they need; return the names of all URL patterns."""
    import saved_acts  # Their imports need Django set up.
    import saved_changes
    import saved_people
    import saved_reads

    saved_reads.public_pages(saving)
    saved_reads.searches(saving)
    saved_reads.api_reads(saving)
    saved_people.accounts(saving, ADMINISTRATOR)
    saved_people.people(saving)
    saved_changes.drafts(saving)
    saved_changes.review(saving)
    saved_changes.at_once(saving)
    saved_changes.conflicts(saving)
    saved_changes.tokens(saving)
    saved_changes.patches(saving)
    saved_changes.desk(saving)
    saved_reads.every_address(saving)
    saved_reads.records(saving)
    saved_people.own_account(saving)
    saved_changes.archive(saving)
    saved_changes.later(saving)
    saved_reads.too_often(saving)
    return saved_acts.addresses()


def compare(before, after):
    """Print each difference between two folders; return how many files differ."""
    names = {path.name for folder in (before, after) for path in folder.iterdir()}
    count = 0
    for name in sorted(names):
        texts = [
            (folder / name).read_bytes() if (folder / name).exists() else b"(no such answer)"
            for folder in (before, after)
        ]
        if texts[0] == texts[1]:
            continue
        count += 1
        lines = [text.decode().split("\n") for text in texts]
        found = list(islice(difflib.unified_diff(*lines, name, name, "", "", 1, ""), MOST_LINES))
        print("\n".join(line[:LONGEST_LINE] for line in found), end="\n\n")
        for old, new in pairwise(found):
            if old[:1] == "-" and new[:1] == "+" and max(len(old), len(new)) > LONGEST_LINE:
                apart = (at for at in range(1, len(old)) if old[at] != new[at : at + 1])
                at = max(next(apart, len(old)) - 60, 1)
                print(f"  from {at} on:\n  -{old[at : at + 150]}\n  +{new[at : at + 150]}")
    print(f"{count} of {len(names)} answers differ.")
    return count


def main():
    """Run the command that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", type=Path, default=STANDARD_DATABASE)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prepare")
    commands.add_parser("save").add_argument("folder", type=Path)
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    asked = parser.parse_args()
    if asked.command == "compare":
        sys.exit(bool(compare(asked.before, asked.after)))
    if os.environ.get("PYTHONHASHSEED") != "0":  # The interpreter reads it when it starts.
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ENVIRONMENT)
    if asked.command == "save" and not asked.database.exists():
        again = [sys.executable, __file__, "--database", str(asked.database), "prepare"]
        subprocess.run(again, check=True)
    clock, chance = Clock(), Chance()
    clock.start(), chance.start()
    if asked.command == "prepare":
        prepare(asked.database)
    else:
        save(asked.folder, asked.database, clock, chance)


if __name__ == "__main__":
    main()
