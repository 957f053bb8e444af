"""A browser, and a running site with its own process, database, and collected files.

The browser is Debian's Chromium, or the one at CHROME_PATH. Without one, or with BROWSER_TESTS=off,
these tests are left out with a note.
"""

import os
import shutil
from functools import partial
from pathlib import Path

import processes
import pytest
from every_page import GONE
from mail_server import MailServer
from playwright.sync_api import sync_playwright
from processes import free_port, made_once
from programs import find_browser, is_off
from web_server import serving

HERE = Path(__file__).parent
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
    if is_off("BROWSER_TESTS") or not find_browser():
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
        "DATABASE_URL": f"sqlite:///{folder}/directory.sqlite3",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "SITE_URL": f"http://localhost:{port}",
    }


@pytest.fixture(scope="session")
def manage(environment):
    """Return a function that runs a management command on the site's database."""
    return partial(processes.manage, **environment)


@pytest.fixture(scope="session")
def loaded(shared_folder, sample_file):
    """The file of a database with the sample directory and a company that was archived.

    One worker makes it for all workers of a test run.
    """
    folder = shared_folder / "loaded"
    file, document = folder / "directory.sqlite3", folder / "gone.jsonl"
    with made_once(folder) as is_made:
        if not is_made:
            shutil.copy(sample_file, file)
            company = f'{{"slug": "{GONE}", "name": "A company that left", "kind": "cro"}}\n'
            document.write_text(company)
            archive = ("shell", "--no-imports", "--command", ARCHIVE.format(slug=GONE))
            for words in (["import_members", document], archive):
                processes.manage(*words, DATABASE_URL=f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def site(environment, loaded, static_files, port, tmp_path_factory):
    """The address of a running site with the sample directory, and a company that was archived."""
    shutil.copy(loaded, environment["DATABASE_URL"].removeprefix("sqlite:///"))
    with serving(tmp_path_factory.mktemp("log") / "log", port=port, **environment):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def chromium():
    """Start one browser for all tests."""
    # Playwright's event loop stays in this thread, and Django refuses database access beside one.
    # No test uses both, but a worker can take a database test over from another one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_ARGUMENTS
        )
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
