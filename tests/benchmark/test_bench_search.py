"""`bench_search` measures what it promises on its own file, and leaves the file unchanged."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from directory.benchmark import report
from directory.benchmark.text_comparison import ADVERSARIAL_TEXTS

MEMBERS = 130
KINDS = ["browse", "facets", "text", "text and facets", "typos"]
REQUESTS = ["empty view", "search page", "page part", "API list", "API list with facets", "304"]


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """Return a function that runs the command on its own file. SQLite alone is enough."""
    if connection.vendor != "sqlite":
        pytest.skip("It runs on SQLite, whatever the other tests run on.")
    file = tmp_path_factory.mktemp("benchmark") / "a.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{file}"}

    def run(*options):
        words = [sys.executable, "manage.py", "bench_search", *options]
        return subprocess.run(
            words,
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            check=False,
            text=True,
        )

    run.file = file
    return run


@pytest.fixture(scope="module")
def figures(command):
    done = command("--members", str(MEMBERS), "--rounds", "1", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_way_and_every_kind_of_query_is_measured(figures):
    assert (figures["members"], figures["database"], figures["queries"]) == (MEMBERS, "sqlite", 210)
    assert list(figures["search"]) == ["usual", "by_hand", "index", "floor"]
    assert list(figures["search"]["index"]) == ["all", *KINDS]
    assert set(figures["ratios"]) == {"usual", "by_hand", "floor"}
    assert figures["usual_counts"]["differ"] < figures["usual_counts"]["of"]
    assert list(figures["requests"]) == [*REQUESTS, "company page"]
    assert figures["requests"]["empty view"]["times"] == 1
    assert figures["memory_megabytes"]["bare"] > 0
    assert figures["text_comparison"]["texts"] in ADVERSARIAL_TEXTS
    assert figures["build_seconds"] > 0 < figures["update"]["median"]


def test_the_figures_can_be_read(figures):
    text = "\n".join(report.format_search_report(figures))

    assert text.startswith("130 members on sqlite; 210 queries")
    for words in (
        "hand-written SQL",
        "our index",
        "page part",
        "Update of one member",
        "Worst comparison",
    ):
        assert words in text


@pytest.mark.usefixtures("figures")
def test_the_directory_is_unchanged_afterward(command):
    with closing(sqlite3.connect(command.file)) as database:
        summaries = database.execute("SELECT summary FROM directory_member").fetchall()

    assert len(summaries) == MEMBERS
    assert not [summary for (summary,) in summaries if "Updated." in summary]


@pytest.mark.usefixtures("figures")
def test_another_number_of_members_is_refused(command):
    done = command("--members", "30")

    assert done.returncode == 1
    assert "This directory has 130 companies, not 30." in done.stderr
