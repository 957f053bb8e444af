"""A site on SQLite whose file goes away, comes back, is replaced, or can't be written."""

import json
import sqlite3
from contextlib import closing

import pytest
from processes import manage

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
