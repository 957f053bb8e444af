"""A PostgreSQL server that is stopped or frozen: 503 until it is back, and nothing else stops."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from processes import free_port, manage, run_python, start_python, wait_until
from programs import need_programs
from servers import running_postgresql
from web_server import serving

pytestmark = pytest.mark.own_database
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
    need_programs("FAULT_TESTS", "postgresql")
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def environment(server):
    environment = {"DATABASE_URL": server.url, "DATABASE_TIMEOUT": str(TIME_LIMIT)}
    for word in ("migrate", "load_sample"):
        manage(word, **environment)
    return environment


@pytest.fixture(scope="module")
def site(environment, static_files, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("site") / "log", **environment) as site:
        yield site


def statuses(site, addresses, **headers):
    return {address: site.get(address, **headers).status for address in addresses}


def is_back(site):
    return set(statuses(site, ["/readyz", "/members/", "/api/v1/members/"]).values()) == {200}


def publish_new_name(environment, folder, name):
    """Rename a company in another process, as an import does."""
    exported, changed = folder / "all.jsonl", folder / "one.jsonl"
    manage("export_members", exported, **environment)
    document = json.loads(exported.read_text().splitlines()[0])
    changed.write_text(json.dumps(document | {"name": name}) + "\n")
    manage("import_members", changed, **environment)


def test_a_stopped_database_is_503_everywhere_until_it_is_back(server, site, environment, tmp_path):
    server.stop()
    pages = [site.get(address, **SIGNED_IN) for address in PAGES]
    answers = [site.get(address) for address in API]
    others = statuses(site, [*UNTOUCHED, "/readyz", "/nowhere/"])
    server.start()
    wait_until(lambda: is_back(site), 20)
    publish_new_name(environment, tmp_path, "Zebra Trials")
    found = site.get("/api/v1/members/?q=zebra")

    kinds = {(page.status, page.media_type, page.headers["Retry-After"]) for page in pages}
    assert kinds == {(503, "text/html", "5")}
    kinds = {(each.status, each.media_type, each.headers["Retry-After"]) for each in answers}
    assert kinds == {(503, "application/problem+json", "5")}
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store", "private, no-store"}
    assert {page.headers["Set-Cookie"] for page in pages} == {None}
    assert {"isn’t available" in page.text for page in pages} == {True}
    assert max(page.seconds for page in pages + answers) < TIME_LIMIT + 3
    assert others == dict.fromkeys(UNTOUCHED, 200) | {"/readyz": 503, "/nowhere/": 404}
    assert found.json()["results"][0]["name"] == "Zebra Trials"


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
    wait_until(lambda: is_back(site), 20)

    assert {answer.status for answer in meanwhile} == {200}
    assert max(answer.seconds for answer in meanwhile) < 2
    assert {answer.status for answer in first + later} == {503}
    assert max(answer.seconds for answer in first) < TIME_LIMIT + 6
    assert sum(answer.seconds for answer in later) < 6


def test_an_outage_is_a_line_in_the_log_and_not_a_traceback_for_each_request(server, site):
    server.stop()
    statuses(site, PAGES + API, **SIGNED_IN)
    server.start()
    wait_until(lambda: is_back(site), 20)

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

        said = run_python("-c", WAIT_FOR_LOCK, **environment).stdout

    assert said == "The directory is busy. Nothing was changed. Try again.\n"
    assert time.monotonic() - started > 2


def test_a_command_without_a_database_ends_with_a_sentence(environment):
    unused = f"postgres://directory@127.0.0.1:{free_port()}/postgres"

    done = manage("send_reminders", may_fail=True, **environment | {"DATABASE_URL": unused})

    assert done.returncode == 1
    assert done.stderr.startswith("The database can't be used: ")
    assert done.stderr.count("\n") == 1


def test_a_worker_outlives_an_outage_and_logs_it_once_without_an_address(
    server, environment, tmp_path
):
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        worker = start_python("manage.py", "worker", output=output, TASKS="worker", **environment)
    try:
        wait_until(lambda: is_connected(server))
        server.stop()
        wait_until(lambda: "database_away" in log.read_text())
        time.sleep(2)  # The worker tries again, without a second line.
        server.start()
        wait_until(lambda: "database_back" in log.read_text())
    finally:
        worker.terminate()
        worker.wait(20)

    text = log.read_text()
    assert (text.count("database_away"), text.count("database_back")) == (1, 1)
    assert [word for word in ("Traceback", "127.0.0.1", "couldn't") if word in text] == []


def is_connected(server):
    """Return whether the worker uses the database."""
    with psycopg.connect(server.url) as asking:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%django_tasks%'"
        return asking.execute(sql).fetchone()[0] > 1
