"""The site in its own processes, with a database file that each module may change."""

import json
import shutil

import pytest
from processes import manage
from web_server import serving

TOKEN = """
from directory.models import Member, Representative, User
from directory.people import tokens
from directory.workflow import review
member = Member.objects.get(slug="fortrea")
user = User.objects.create_user("olga@example.org")
review.trust_member(member=member, actor=User.objects.create_user("s@example.org", is_staff=True))
seat = Representative.objects.create(user=user, member=member, role="owner")
print(tokens.create_company_token(representation=seat, name="Faults", days=1)[1])
"""


@pytest.fixture(scope="module")
def file(sample_file, tmp_path_factory):
    """The database file, which the tests of a module may change."""
    return shutil.copy(sample_file, tmp_path_factory.mktemp("served") / "a.sqlite3")


@pytest.fixture(scope="module")
def database_url(file, static_files):
    """The database of a site, whose static files are there."""
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def token(database_url):
    """A token of a company whose changes are published at once."""
    shell = ("shell", "--no-imports", "--command", TOKEN)
    return manage(*shell, DATABASE_URL=database_url).stdout.strip()


@pytest.fixture(scope="module")
def site(database_url, tmp_path_factory):
    """A running site."""
    with serving(tmp_path_factory.mktemp("log") / "log", DATABASE_URL=database_url) as site:
        yield site


@pytest.fixture(scope="module")
def patch(site, token):
    """Return a function that changes a company through the API; it returns the status."""

    def send_patch(**changes):
        address = "/api/v1/members/fortrea/"
        headers = {
            "Authorization": f"Token {token}",
            "If-Match": site.get(address).etag,
            "Content-Type": "application/merge-patch+json",
        }
        return site.ask("PATCH", address, json.dumps(changes), **headers).status

    return send_patch
