"""The site in its own processes, with a database file that each module may change."""

import http.client
import json

import pytest
import servers
from web_server import find_shared_folder, load_sample_site, manage, start_server

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
def database_url(tmp_path_factory, worker_id):
    shared = find_shared_folder(tmp_path_factory, worker_id)
    return load_sample_site(shared, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def token(database_url):
    shell = ("shell", "--no-imports", "--command", TOKEN)
    return manage(*shell, DATABASE_URL=database_url).strip()


@pytest.fixture(scope="module")
def port(database_url, tmp_path_factory):
    """The port of a running site."""
    with start_server(tmp_path_factory.mktemp("log") / "log", database_url) as (_, port):
        yield port


@pytest.fixture(scope="module")
def ask(port):
    """Return a function that sends one request and returns the response and its body."""

    def ask_server(address, method="GET", body=None, at=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", at or port, timeout=30)
        connection.request(method, address, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    return ask_server


@pytest.fixture(scope="module")
def patch(ask, token):
    """Return a function that changes a company through the API; it returns the status."""

    def send_patch(**changes):
        address = "/api/v1/members/fortrea/"
        headers = {
            "Authorization": f"Token {token}",
            "If-Match": ask(address)[0].headers["ETag"],
            "Content-Type": "application/merge-patch+json",
        }
        return ask(address, "PATCH", json.dumps(changes), **headers)[0].status

    return send_patch


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory):
    """Return an SQLite file with the sample directory; copy it before writing to it."""
    file = tmp_path_factory.mktemp("sample") / "a.sqlite3"
    environment = {"DATABASE_URL": f"sqlite:///{file}"}
    for words in (["migrate", "--verbosity", "0"], ["load_sample"]):
        assert servers.manage(environment, *words).returncode == 0
    return file
