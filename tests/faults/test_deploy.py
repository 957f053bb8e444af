"""A deployment: visitors who come back get the new pages, and the old ones only if nothing changed.

Real processes are asked: one of a copy of the project, and one of another copy with a change.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from processes import ROOT, make_environment

pytestmark = pytest.mark.own_database
PROJECT = ("acro", "directory", "fixtures", "templates", "manage.py", "requirements.lock")
ADDRESSES = ["/", "/members/", "/members/icon/", "/members/icon/picture.png", "/about/"]
ADDRESSES += ["/picture.png", "/icon-192.png", "/site.webmanifest", "/robots.txt", "/sitemap.xml"]
ADDRESSES += ["/sitemap-members.xml", "/feeds/members.atom", "/api/v1/", "/api/v1/version/"]
ADDRESSES += ["/api/v1/members/", "/api/v1/members/icon/", "/api/v1/schema/", "/api/v1/docs/"]
ASK = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "acro.settings"
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage")
held, client = json.load(sys.stdin), Client(headers={"host": "localhost"})
answers = {address: client.get(address, headers={"If-None-Match": tag})
    for address, tag in held.items()}
print(json.dumps({at: [found.status_code, found.get("ETag")] for at, found in answers.items()}))
"""


@pytest.fixture(scope="module")
def database(sample_file):
    """Return the URL of a database with the sample directory."""
    return f"sqlite:///{sample_file}"


@pytest.fixture(scope="module")
def held(database, tmp_path_factory):
    """Return the ETags that a visitor holds after a visit to a copy of the project, by address."""
    answers = answer(copy_project(tmp_path_factory.mktemp("old") / "copy"), database, {})
    assert {status for status, _ in answers.values()} == {200}
    return {address: tag for address, (_, tag) in answers.items()}


@pytest.fixture
def copy(tmp_path):
    """Return the folder of another copy of the project."""
    return copy_project(tmp_path / "copy")


def copy_project(to):
    to.mkdir()
    for name in PROJECT:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copied(ROOT / name, to / name)
    return to


def answer(project, database, held, **variables):
    """Return the status and ETag by address, asked in a new process with the ETags of a visitor."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=project,
        env=make_environment(DATABASE_URL=database, SECRET_KEY="x" * 50, **variables),
        input=json.dumps(dict.fromkeys(ADDRESSES, "") | held),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def statuses(project, database, held, **variables):
    return {at: status for at, (status, _) in answer(project, database, held, **variables).items()}


def touch_all(folder):
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))


def append(path, text):
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_another_machine_with_the_same_code_says_that_nothing_changed(copy, database, held):
    touch_all(copy)
    (copy / "directory" / "__pycache__").mkdir(exist_ok=True)
    (copy / "directory" / "__pycache__" / "new.pyc").write_bytes(b"other")
    (copy / "templates" / ".base.html.swp").write_text("an editor's file")

    assert statuses(copy, database, held) == dict.fromkeys(ADDRESSES, 304)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ("templates/404.html", "<!-- new -->"),
        ("directory/static/directory/css/base.css", "/* new */"),
        ("directory/terms.py", "\n# new\n"),
        ("acro/urls.py", "\n# new\n"),
    ],
)
def test_after_a_deployment_no_old_page_is_called_current(copy, database, held, changed, text):
    append(copy / changed, text)

    assert statuses(copy, database, held) == dict.fromkeys(ADDRESSES, 200)


def test_newly_collected_static_files_replace_the_pages_that_name_the_old(copy, database, held):
    collected = copy / "var" / "static" / "staticfiles.json"
    collected.parent.mkdir(parents=True)
    collected.write_text('{"paths": {"directory/css/base.css": "directory/css/base.1.css"}}')

    assert statuses(copy, database, held) == dict.fromkeys(ADDRESSES, 200)


def test_another_version_of_a_dependency_replaces_the_pages(copy, database, held):
    lock = copy / "requirements.lock"
    lock.write_text(lock.read_text().replace("nh3==", "not-installed=="))

    assert statuses(copy, database, held) == dict.fromkeys(ADDRESSES, 200)


def test_another_setting_that_pages_show_replaces_the_pages(copy, database, held):
    after = statuses(copy, database, held, SITE_URL="http://localhost:8001")

    assert after == dict.fromkeys(ADDRESSES, 200)
