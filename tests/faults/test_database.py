"""A PostgreSQL server that is stopped or frozen: 503 until it is back, and nothing else stops."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import servers

pytestmark = pytest.mark.skipif(
    bool(servers.why_no_postgresql()), reason=servers.why_no_postgresql()
)
TIME_LIMIT = 2  # seconds
PAGES = ["/", "/members/", "/members/icon/", "/countries/DE/", "/about/", "/sitemap.xml"]
PAGES += ["/accounts/login/", "/portal/", "/desk/"]
API = ["/api/v1/members/", "/api/v1/members/icon/", "/api/v1/suggest/?q=a", "/api/v1/countries/"]
UNTOUCHED = ["/healthz", "/static/directory/css/base.css"]
SIGNED_IN = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
WAIT_FOR_LOCK = """
import django
django.setup()
from django.db import connections
from directory.models import DirectoryBusyError, locks, write_lock
connections.settings["default"]["TIME_LIMIT"] = 1
locks.LOCK_TIMEOUT_SECONDS = 2
try:
    with write_lock():
        pass
except DirectoryBusyError as busy:
    print(busy)
"""


@pytest.fixture(scope="module")
def server():
    # The other user can't enter pytest's own folders.
    folder = Path(tempfile.mkdtemp())
    with servers.running_postgresql(folder) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def environment(server):
    environment = {"DATABASE_URL": server.url, "DATABASE_TIMEOUT": str(TIME_LIMIT)}
    for words in (["migrate", "--verbosity", "0"], ["load_sample"]):
        assert servers.manage(environment, *words).returncode == 0
    return environment


@pytest.fixture(scope="module")
def site(environment, tmp_path_factory):
    with servers.serving(environment, tmp_path_factory.mktemp("site") / "log") as site:
        servers.wait_until(lambda: site.get("/readyz").status == 200)
        yield site


def statuses(site, addresses, **headers):
    return {address: site.get(address, **headers).status for address in addresses}


def is_back(site):
    return set(statuses(site, ["/readyz", "/members/", "/api/v1/members/"]).values()) == {200}


def publish_new_name(environment, folder, name):
    """Rename a company in another process, as an import does."""
    exported, changed = folder / "all.jsonl", folder / "one.jsonl"
    servers.manage(environment, "export_members", str(exported))
    document = json.loads(exported.read_text().splitlines()[0])
    changed.write_text(json.dumps(document | {"name": name}) + "\n")
    assert servers.manage(environment, "import_members", str(changed)).returncode == 0


def test_a_stopped_database_is_503_everywhere_until_it_is_back(server, site, environment, tmp_path):
    server.stop()
    pages = [site.get(address, **SIGNED_IN) for address in PAGES]
    answers = [site.get(address) for address in API]
    others = statuses(site, [*UNTOUCHED, "/readyz", "/nowhere/"])
    server.start()
    servers.wait_until(lambda: is_back(site), 20)
    publish_new_name(environment, tmp_path, "Zebra Trials")
    found = site.get("/api/v1/members/?q=zebra")

    kinds = {(page.status, page.media_type, page.headers["Retry-After"]) for page in pages}
    assert kinds == {(503, "text/html", "5")}
    kinds = {(each.status, each.media_type, each.headers["Retry-After"]) for each in answers}
    assert kinds == {(503, "application/problem+json", "5")}
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store", "private, no-store"}
    assert {page.headers["Set-Cookie"] for page in pages} == {None}
    assert {"isn’t available" in page.body for page in pages} == {True}
    assert max(page.seconds for page in pages + answers) < TIME_LIMIT + 3
    assert others == dict.fromkeys(UNTOUCHED, 200) | {"/readyz": 503, "/nowhere/": 404}
    assert json.loads(found.body)["results"][0]["name"] == "Zebra Trials"


def test_a_frozen_database_holds_no_page_for_long_and_health_checks_not_at_all(server, site):
    server.freeze()
    try:
        with ThreadPoolExecutor(4) as visitors:
            waiting = [visitors.submit(site.get, address, **SIGNED_IN) for address in PAGES[:4]]
            time.sleep(0.3)
            meanwhile = [site.get(address, **SIGNED_IN) for address in UNTOUCHED]
            first = [visit.result() for visit in waiting]
        later = [site.get(address, **SIGNED_IN) for address in PAGES[:2] + API[:2]]
    finally:
        server.thaw()
    servers.wait_until(lambda: is_back(site), 20)

    assert {answer.status for answer in meanwhile} == {200}
    assert max(answer.seconds for answer in meanwhile) < 2
    assert {answer.status for answer in first + later} == {503}
    assert max(answer.seconds for answer in first) < TIME_LIMIT + 6
    assert sum(answer.seconds for answer in later) < 6


def test_an_outage_is_a_line_in_the_log_and_not_a_traceback_for_each_request(server, site):
    server.stop()
    statuses(site, PAGES + API, **SIGNED_IN)
    server.start()
    servers.wait_until(lambda: is_back(site), 20)

    log = site.log.read_text()
    assert "Traceback" not in log
    assert 0 < len(re.findall("database_away", log)) < 8
    assert set(re.findall("Service Unavailable: (.*)", log)) <= {"/readyz"}


def test_a_statement_that_takes_too_long_is_503_and_the_next_page_answers(server, site):
    with psycopg.connect(server.url) as other:
        other.execute("LOCK TABLE directory_milestone IN ACCESS EXCLUSIVE MODE")
        page = site.get("/about/")
    after = site.get("/about/")

    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert TIME_LIMIT - 0.5 < page.seconds < TIME_LIMIT + 3
    assert (after.status, after.seconds < TIME_LIMIT) == (200, True)


def test_a_change_waits_for_its_turn_longer_than_for_a_statement(server, environment):
    with psycopg.connect(server.url) as other:
        other.execute("SELECT pg_advisory_lock(4772769)")
        started = time.monotonic()

        said = run_python(environment, WAIT_FOR_LOCK)

    assert said == "The directory is busy. Nothing was changed. Try again.\n"
    assert time.monotonic() - started > 2


def run_python(environment, code):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=servers.ROOT,
        env=servers.make_environment(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_command_without_a_database_ends_with_a_sentence(environment):
    unused = f"postgres://directory@127.0.0.1:{servers.free_port()}/postgres"

    done = servers.manage(environment | {"DATABASE_URL": unused}, "send_reminders")

    assert done.returncode == 1
    assert done.stderr.startswith("The database can't be used: ")
    assert done.stderr.count("\n") == 1


def test_a_worker_outlives_an_outage_and_reports_it_once(server, environment, tmp_path):
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, servers.ROOT / "manage.py", "worker"],
            env=servers.make_environment(environment | {"TASKS": "worker"}),
            stderr=output,
        )
    try:
        servers.wait_until(lambda: is_connected(server))
        server.stop()
        servers.wait_until(lambda: "can't be used" in log.read_text())
        time.sleep(2)  # The worker tries again, without a second line.
        server.start()
        servers.wait_until(lambda: "can be used again" in log.read_text())
    finally:
        worker.terminate()
        worker.wait(20)

    assert log.read_text().count("can't be used") == 1
    assert "Traceback" not in log.read_text()


def is_connected(server):
    """Return whether the worker uses the database."""
    with psycopg.connect(server.url) as asking:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%django_tasks%'"
        return asking.execute(sql).fetchone()[0] > 1
