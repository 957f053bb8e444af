"""A browser, and a running site with its own process, database, and collected files.

The browser is Debian's Chromium, or the one at CHROME_PATH. BROWSER_TESTS decides what happens
without a browser: if unset, these tests are left out with a note; `required` makes that an error.
With `off` they are always left out.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from chromium import BROWSER, left_out
from every_page import GONE
from mail_server import MailServer
from playwright.sync_api import sync_playwright
from web_server import CONFIG, collect_static, find_shared_folder, free_port, made_once

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
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


def pytest_collection_modifyitems(config, items):
    own = [item for item in items if item.path.is_relative_to(HERE)]
    others = [item for item in items if not item.path.is_relative_to(HERE)]
    if left_out():
        config.hook.pytest_deselected(items=own)
        own = []
    # They run last, so that the site's processes don't slow down the others.
    items[:] = others + own


@pytest.fixture(scope="session")
def mail_server():
    """Run the server that receives the site's emails."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def port():
    """Return a free port."""
    return free_port()


@pytest.fixture(scope="session")
def environment(tmp_path_factory, mail_server, port):
    """Return the site's environment, with its own database and mail server.

    Links in emails use the host name, because a passkey belongs to a name.
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
    """Return a function that runs a management command, on the site's database by default."""

    def run(*words, **variables):
        command = [sys.executable, "manage.py", *words]
        variables = environment | variables
        subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True)

    return run


@pytest.fixture(scope="session")
def loaded(manage, tmp_path_factory, worker_id):
    """The file of a database with the sample directory and a company that was archived.

    One worker makes it, and collects the static files, for all workers of a test run.
    """
    shared = find_shared_folder(tmp_path_factory, worker_id)
    folder = shared / "loaded"
    file, document = folder / "directory.sqlite3", folder / "gone.jsonl"
    with made_once(folder) as is_made:
        if not is_made:
            company = f'{{"slug": "{GONE}", "name": "A company that left", "kind": "cro"}}\n'
            document.write_text(company)
            archive = ("shell", "--no-imports", "--command", ARCHIVE.format(slug=GONE))
            loading = [["migrate"], ["load_sample"], ["import_members", str(document)], archive]
            for words in loading:
                manage(*words, DATABASE_URL=f"sqlite:///{file}")
    collect_static(shared)
    return file


@pytest.fixture(scope="session")
def site(environment, loaded, port):
    """The address of a running site with the sample directory, and a company that was archived."""
    shutil.copy(loaded, environment["DATABASE_URL"].removeprefix("sqlite:///"))
    command = [sys.executable, "-m", "gunicorn", "--config", CONFIG]
    command += ["--bind", f"127.0.0.1:{port}", "acro.wsgi"]
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
    """Start one browser for all tests."""
    # Playwright's event loop stays in this thread, and Django refuses database access beside one.
    # No test uses both, but a worker can take a database test over from another one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def two(site, manage):
    """Create Vera and Viktor of a company whose changes are published without review."""
    manage("shell", "--no-imports", "--command", TWO)


@pytest.fixture
def visit(chromium, site):
    """Return a function that opens a new visitor's page, by default on the site."""
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
    """Open a new visitor's page on a desktop."""
    return visit()
