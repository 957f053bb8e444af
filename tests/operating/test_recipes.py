"""docs/operating.md is followed command by command, on both setups."""

import email
import email.policy
import json
import re
import shlex
import time
from collections import Counter

import pytest
from machine import PASSWORD, Machine
from mail_server import MailServer
from processes import wait_until
from programs import need_programs
from recipe import list_blocks
from signing_in import totp

NEEDED = {"sqlite": ["nginx", "openssl", "curl"]}
NEEDED["postgresql"] = [*NEEDED["sqlite"], "postgresql", "redis-server"]
SIGN_IN, ADD_APP = "/accounts/login/", "/accounts/2fa/totp/activate/"
SITE = "https://directory.example"
PERSON = {"login": "ada@directory.example", "password": PASSWORD}
ANOTHER = '{"slug": "another", "name": "Another company", "kind": "cro"}\n'


class Follower:
    """Someone who follows the recipe, section by section, and looks at the site in between."""

    def __init__(self, setup, machine, mail_server):
        self.machine, self.mail_server, self.blocks = machine, mail_server, list_blocks(setup)
        self.followed = []

    def follow(self, section, blocks=slice(None)):
        """Run the commands of a section; return what they printed."""
        chosen = [block for block in self.blocks if block.section == section][blocks]
        assert chosen
        self.followed += chosen
        run = self.machine.run
        return "".join(run(each.commands, types_password=each.types_password) for each in chosen)

    def curl(self, path, *options):
        """Return the head and the body of the site's response."""
        command = "curl --silent --show-error --include --compressed --cookie jar --cookie-jar jar"
        words = ["--referer", f"{SITE}/", *options, f"{SITE}{path}"]
        given = " ".join(shlex.quote(word) for word in words)
        response = self.machine.run(f"cd {self.machine.state}; {command} {given}")
        return response.replace("\r\n", "\n").split("\n\n", 1)

    def read(self, path):
        """Return the status of a page and its heading."""
        head, body = self.curl(path)
        headings = re.findall("<h1[^>]*>(.*?)</h1>", body, re.DOTALL)
        return int(head.split()[1]), " ".join(headings)

    def read_style_sheets(self):
        """Return the first page's style sheets with the status of each."""
        sheets = re.findall('<link rel="stylesheet" href="([^"]+)"', self.curl("/")[1])
        return {sheet: self.read(sheet)[0] for sheet in sheets}

    def read_first_page(self):
        """Return the first page's release and `ETag`."""
        head, body = self.curl("/")
        [etag] = re.findall("^etag: (.*)$", head, re.MULTILINE)
        return "v1.1.0" if "<!-- v1.1.0 -->" in body else "v1.0.0", etag

    def find_location(self, path, *options):
        """Return the address that a response leads to."""
        [to] = re.findall("^location: (.*)$", self.curl(path, *options)[0], re.MULTILINE)
        return to.partition("?")[0]

    def send(self, path, **fields):
        """Send the form of a page; return the address that the response leads to."""
        page = self.curl(path)[1]
        [token] = set(re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', page))
        values = ({"csrfmiddlewaretoken": token} | fields).items()
        if key := re.search('class="account-secret">([A-Z2-7]+)<', page):
            values = [*values, ("code", totp(key[1]))]  # of the authenticator app
        words = [word for item in values for word in ("--data-urlencode", "=".join(item))]
        return self.find_location(path, *words)

    def sign_in(self):
        """Sign in as the first person: verify the address, and add a second factor."""
        assert self.send(SIGN_IN, **PERSON) == "/accounts/confirm-email/"
        self.send(self.find_link_in_letter())
        assert self.send(SIGN_IN, **PERSON) == "/desk/"
        assert self.find_location("/desk/") == "/accounts/2fa/"
        assert self.send(ADD_APP) == "/accounts/2fa/recovery-codes/"

    def find_link_in_letter(self):
        """Wait for the worker to deliver the only letter; return the path of its link."""
        wait_until(lambda: self.mail_server.taken)
        [(_, _, letter)] = self.mail_server.taken
        text = email.message_from_bytes(letter, policy=email.policy.default)
        text = text.get_body(("plain",)).get_content()
        [link] = re.findall(rf"{SITE}(/accounts/confirm-email/\S+)", text)
        return link

    def manage(self, words):
        return self.machine.run(f"/srv/acro/current/deploy/manage {words}")

    def read_file(self, path):
        return (self.machine.root / path).read_text("utf-8")

    def export(self):
        """Return all published profiles."""
        self.manage("export_members /srv/acro/var/now.jsonl")
        return self.read_file("srv/acro/var/now.jsonl")

    def import_another_company(self):
        (self.machine.root / "srv/acro/var/another.jsonl").write_text(ANOTHER)
        self.manage("import_members /srv/acro/var/another.jsonl")

    def count_requests_left(self, address):
        """Return the API requests left to a client that claims this address."""
        head, _ = self.curl("/api/v1/", "--header", f"X-Forwarded-For: {address}")
        [left] = re.findall("^ratelimit: .*r=([0-9]+)", head, re.MULTILINE)
        return int(left)

    def find_errors(self):
        """Return the lines of the services' logs that are errors."""
        files = self.machine.state.glob("acro-*.log")
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        return [line for line in lines if "ERROR" in line or "Traceback" in line]

    def forget_cookies(self):
        (self.machine.state / "jar").unlink()

    def make_old_backups(self):
        """Create the files of fourteen backups of 2020."""
        for day in range(10, 24):
            self.machine.run(f"touch /var/backups/acro/acro-202001{day}T031000Z.backup")

    def count_backups_by_year(self):
        names = self.machine.run("ls /var/backups/acro").split()
        return dict(Counter(name.removeprefix("acro-")[:4] for name in names))


@pytest.fixture(params=["sqlite", "postgresql"])
def setup(request):
    need_programs("RECIPE_TESTS", *NEEDED[request.param])
    return request.param


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def follower(setup, mail_server, tmp_path):
    """Return someone before an empty machine, with the recipe of one setup."""
    machine = Machine(tmp_path, mail_server.port)
    if setup == "postgresql":
        machine.start_postgresql()
        machine.start_redis()
    yield Follower(setup, machine, mail_server)
    machine.close()


ANSWERS = {
    "/": (200, "Find a clinical research organization"),
    "/members/?q=clinical": (200, "Companies"),
    "/members/icon/": (200, "ICON"),
    "/about/": (200, "About ACRO"),
    "/accounts/login/": (200, "Sign in"),
    "/api/v1/members/?page_size=1": (200, ""),
    "/nowhere/": (404, "Page not found"),
    "/readyz": (200, ""),
}


def test_the_recipe_gives_a_site_that_is_backed_up_restored_upgraded_and_rolled_back(follower):
    sections = list(dict.fromkeys(block.section for block in follower.blocks))
    for section in sections[: sections.index("Backups")]:
        follower.follow(section)
    assert {path: follower.read(path) for path in ANSWERS} == ANSWERS
    follower.sign_in()
    assert follower.read("/desk/") == (200, "Desk")
    assert json.loads(follower.curl("/readyz")[1]) == {"status": "ok", "warnings": []}

    assert (
        follower.count_requests_left("192.0.2.1") == follower.count_requests_left("192.0.2.2") + 1
    )
    sheets = follower.read_style_sheets()
    assert set(sheets.values()) == {200}

    assert follower.follow("Backups").count(".backup") == 1
    saved = follower.export()
    follower.import_another_company()
    assert follower.export() != saved
    follower.follow("Restore", slice(0, 1))
    assert follower.read("/") == (503, "Back in a moment")
    assert "retry-after: 10" in follower.curl("/")[0].split("\n")
    assert {sheet: follower.read(sheet)[0] for sheet in sheets} == sheets
    follower.follow("Restore", slice(1, None))
    assert [follower.export(), follower.read_file("srv/acro/var/drill.jsonl")] == [saved, saved]

    old = follower.read_first_page()
    follower.follow("Upgrade", slice(0, 1))
    assert follower.read_first_page() == old
    follower.make_old_backups()
    follower.follow("Upgrade", slice(1, 2))
    new = follower.read_first_page()
    assert follower.count_backups_by_year() == {"2020": 12, time.strftime("%Y"): 2}
    follower.follow("Upgrade", slice(2, None))
    assert [old[0], new[0], follower.read_first_page()[0]] == ["v1.0.0", "v1.1.0", "v1.0.0"]
    assert old[1] != new[1]
    assert follower.export() == saved

    assert follower.send(SIGN_IN, **PERSON) == "/accounts/2fa/authenticate/"
    follower.follow("Lost access")
    follower.forget_cookies()
    assert follower.send(SIGN_IN, **PERSON) == "/desk/"
    assert follower.find_location("/desk/") == "/accounts/2fa/"
    assert follower.followed == follower.blocks
    assert follower.find_errors() == []
