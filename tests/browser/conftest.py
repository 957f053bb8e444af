"""A browser, and the site as visitors meet it: its own process, database and collected files.

The browser is Debian's Chromium, or the one that CHROME_PATH names. BROWSER_TESTS says what happens
without it: unset, its tests are left out with a word; `required`, that is an error; `off`, they are
left out in any case.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from every_page import GONE
from mail_server import MailServer
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BROWSER = os.environ.get("CHROME_PATH") or shutil.which("chromium")
BROWSER_TESTS = os.environ.get("BROWSER_TESTS", "")
LEFT_OUT = {
    "off": "BROWSER_TESTS=off: the browser tests are left out",
    "": "No browser found: the browser tests are left out (install chromium)",
}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TWO = """
from directory.people import accounts
from directory.models import Member, Representative
member = Member.objects.get(slug="worldwide-clinical-trials")
Member.objects.filter(pk=member.pk).update(trusted=True)
for name in ("vera", "viktor"):
    user = accounts.create_account(f"{name}@example.org", "a long pass phrase", name.title())
    Representative.objects.create(user=user, member=member, role="owner")
"""
ARCHIVE = """
from directory.models import Member
from directory.workflow.publishing import archive_profile
archive_profile(Member.objects.get(slug="{slug}"))
"""


def left_out():
    return BROWSER_TESTS == "off" or not BROWSER


def pytest_collection_modifyitems(config, items):
    own = [item for item in items if item.path.is_relative_to(HERE)]
    others = [item for item in items if not item.path.is_relative_to(HERE)]
    if left_out():
        if BROWSER_TESTS == "required":
            raise pytest.UsageError("No browser found, and BROWSER_TESTS=required asks for one.")
        config.hook.pytest_deselected(items=own)
        own = []
    # Last: while playwright's event loop runs, Django refuses to ask the database in this process.
    items[:] = others + own


def pytest_terminal_summary(terminalreporter):
    if left_out():
        terminalreporter.write_line(LEFT_OUT["off" if BROWSER_TESTS == "off" else ""])


@pytest.fixture(scope="session")
def mail_server():
    """Where the site's letters go."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def port():
    """A port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def environment(tmp_path_factory, mail_server, port):
    """What the site runs with: a database and a mail server of its own.

    Letters lead to it by its name, since a passkey belongs to a name.
    """
    folder = tmp_path_factory.mktemp("site")
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{folder}/directory.sqlite3",
        "API_RATE_ANONYMOUS": "off",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "SITE_URL": f"http://localhost:{port}",
    }


@pytest.fixture(scope="session")
def manage(environment):
    """Run one of the site's commands."""

    def run(*words):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    return run


@pytest.fixture(scope="session")
def site(environment, manage, port, tmp_path_factory):
    """The address of a running site with the sample directory, and a company that was archived."""
    document = tmp_path_factory.mktemp("documents") / "gone.jsonl"
    document.write_text(f'{{"slug": "{GONE}", "name": "A company that left", "kind": "cro"}}\n')
    manage("migrate")
    manage("load_sample")
    manage("import_members", str(document))
    manage("shell", "--no-imports", "--command", ARCHIVE.format(slug=GONE))
    manage("collectstatic", "--no-input")
    command = [sys.executable, "-m", "gunicorn", "acro.wsgi", "--threads", "8"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/healthz", server)
    yield address
    server.terminate()
    server.wait(10)


def wait_for(address, server):
    for _ in range(300):
        try:
            with urlopen(address):
                return
        except URLError:
            assert server.poll() is None, "The site did not start."
            time.sleep(0.1)
    pytest.fail("The site did not answer within 30 seconds.")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def two(site, manage):
    """Vera and Viktor of one company whose changes are published at once."""
    manage("shell", "--no-imports", "--command", TWO)


@pytest.fixture
def visit(chromium, site):
    """Make a new visitor's page, as wide as asked; addresses are those of the site, unless said."""
    contexts = []

    def new_page(width=1280, height=900, **options):
        viewport = {"width": width, "height": height}
        context = chromium.new_context(**{"base_url": site, "viewport": viewport} | options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit):
    """A new visitor's page, on a desk."""
    return visit()
