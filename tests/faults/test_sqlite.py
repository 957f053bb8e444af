"""A site on SQLite whose file goes away, comes back, is replaced, or can't be written."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from processes import manage, start_python, wait_until
from web_server import serving

pytestmark = pytest.mark.own_database
ADDRESSES = ["/", "/members/", "/api/v1/members/"]


def statuses(site, **headers):
    return [site.get(address, **headers).status for address in ADDRESSES]


def test_a_missing_file_is_503_until_it_is_back_and_is_never_created(site, file):
    away = file.rename(file.with_name("away"))
    answers = [site.get(address) for address in ADDRESSES]
    created, health = file.exists(), site.get("/healthz").status
    away.rename(file)

    kinds = [(each.status, each.media_type, each.headers["Retry-After"]) for each in answers]
    problem = "application/problem+json"
    assert kinds == [(503, "text/html", "5")] * 2 + [(503, problem, "5")]
    assert (created, health) == (False, 200)
    assert statuses(site) == [200, 200, 200]


def test_a_worker_without_its_file_waits_for_it_and_never_creates_it(sample_file, tmp_path):
    file, log = tmp_path / "a.sqlite3", tmp_path / "log"
    environment = {"DATABASE_URL": f"sqlite:///{file}", "TASKS": "worker"}
    with log.open("wb") as output:
        worker = start_python("manage.py", "worker", output=output, **environment)
    try:
        wait_until(lambda: "database_away" in log.read_text())
        created = file.exists()
        shutil.copy(sample_file, file)
        wait_until(lambda: "database_back" in log.read_text())
    finally:
        worker.terminate()
        worker.wait(20)

    assert (created, log.read_text().count("database_away")) == (False, 1)


def test_a_replaced_file_is_read_at_once_and_makes_held_pages_old(site, file, sample_file):
    tag = site.get("/members/").headers["ETag"]
    other = file.with_name("other")
    with closing(sqlite3.connect(sample_file)) as kept, closing(sqlite3.connect(other)) as copy:
        kept.backup(copy)
        copy.execute("UPDATE directory_directorystate SET epoch = ?", ["ab" * 16])
        copy.commit()

    unchanged = site.get("/members/", **{"If-None-Match": tag}).status
    other.rename(file)
    changed = site.get("/members/", **{"If-None-Match": tag}).status

    assert (unchanged, changed) == (304, 200)


def test_a_file_that_is_no_database_is_503_until_it_is_replaced(site, file):
    away = file.rename(file.with_name("away"))
    file.write_bytes(b"not a database" * 1000)
    broken = statuses(site)
    away.rename(file)

    assert broken == [503, 503, 503]
    assert statuses(site) == [200, 200, 200]


def test_a_full_disk_is_a_sentence_and_imports_nothing(file, tmp_path):
    url = f"sqlite:///{file}"
    exported, changed = tmp_path / "all.jsonl", tmp_path / "new.jsonl"
    manage("export_members", exported, DATABASE_URL=url)
    document = json.loads(exported.read_text().splitlines()[0])
    new = [document | {"slug": f"new-{n}", "name": f"New {n}"} for n in range(60)]
    changed.write_text("".join(f"{json.dumps(each)}\n" for each in new))

    done = manage(
        "import_members", changed, may_fail=True, most_file_bytes=400_000, DATABASE_URL=url
    )

    assert done.returncode == 1
    assert done.stderr.startswith("The database can't be used: ")
    with closing(sqlite3.connect(file)) as database:
        count = "SELECT count(*) FROM directory_member WHERE slug LIKE 'new-%'"
        assert database.execute(count).fetchone() == (0,)


def test_a_database_of_an_older_release_is_not_ready_until_it_is_migrated(sample_file, tmp_path):
    file = shutil.copy(sample_file, tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(file)) as older:
        sql = "SELECT * FROM django_migrations WHERE app = 'directory' ORDER BY name DESC"
        last = older.execute(sql).fetchone()
        older.execute("DELETE FROM django_migrations WHERE id = ?", last[:1])
        older.commit()

    with serving(tmp_path / "log", ready_at="/healthz", DATABASE_URL=f"sqlite:///{file}") as site:
        before = site.get("/readyz")
        with closing(sqlite3.connect(file)) as migrated:
            migrated.execute("INSERT INTO django_migrations VALUES (?, ?, ?, ?)", last)
            migrated.commit()
        after = site.get("/readyz")

    assert (before.status, json.loads(before.body)["status"]) == (503, "not_migrated")
    assert (after.status, json.loads(after.body)["status"]) == (200, "ok")


@pytest.mark.parametrize("command", ["clear_expired", "send_reminders", "export_members a.jsonl"])
def test_a_command_on_an_empty_database_says_what_to_run(command, tmp_path):
    url = f"sqlite:///{tmp_path}/empty.sqlite3"

    done = manage(*command.split(), may_fail=True, DATABASE_URL=url)

    fix = "The database's tables aren't those of this release. Run manage.py migrate.\n"
    assert (done.returncode, done.stderr) == (1, fix)
