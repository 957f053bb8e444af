"""Two writers at once: both succeed, one after the other, and neither undoes the other."""

import json
from collections import Counter
from functools import partial

from django.core.management import CommandError, call_command
from django.db import connection
from factories import document, make_member, republish

from directory.document.schema import DocumentInvalid
from directory.models import DirectoryBusyError, Member, write_lock
from directory.transfer.imports import import_members
from directory.workflow import publishing


def file_of(path, *documents):
    path.write_text("".join(json.dumps(row) + "\n" for row in documents), "utf-8")
    return path


def names_of(slug):
    return Member.objects.get(slug=slug).search_text.names.split("\n")[1:]


def test_two_predecessors_published_at_once_are_both_found(writers):
    make_member("Alpha")

    writers(
        partial(make_member, "Kendle", successor="alpha"),
        partial(make_member, "Chiltern", successor="alpha"),
    )

    assert names_of("alpha") == ["chiltern", "kendle"]


def test_two_that_leave_and_join_a_chain_at_once_are_both_found(writers):
    make_member("Alpha")
    make_member("Beta", successor="alpha")
    kendle = make_member("Kendle", successor="beta")

    writers(
        partial(republish, kendle, successor="alpha"),
        partial(make_member, "Chiltern", successor="beta"),
    )

    assert names_of("alpha") == ["beta", "chiltern", "kendle"]
    assert names_of("beta") == ["chiltern"]


def test_a_predecessor_archived_while_another_is_published_is_not_found(writers):
    make_member("Alpha")
    kendle = make_member("Kendle", successor="alpha")

    writers(
        partial(publishing.archive_profile, kendle),
        partial(make_member, "Chiltern", successor="alpha"),
    )

    assert names_of("alpha") == ["chiltern"]


def test_of_two_who_take_one_slug_at_once_one_is_refused(writers):
    outcomes = writers(
        partial(make_member, "Alpha", summary="One."), partial(make_member, "Alpha", summary="Two.")
    )

    (refused,) = (problem for problem in outcomes if isinstance(problem, DocumentInvalid))
    assert [(p.path, p.code) for p in refused.problems] == [("slug", "taken")]
    assert Member.objects.get() in outcomes


def test_of_two_imports_at_once_one_finds_what_the_other_wrote(writers, tmp_path):
    there = [document("Here"), document("There")]
    for row in there:
        make_member(row["name"])
    older = [document("Alpha"), *(row | {"founded": 1999} for row in there)]
    newer = [*(row | {"founded": 2000} for row in there[::-1]), document("Alpha")]

    reports = writers(
        partial(import_members, file_of(tmp_path / "older.jsonl", *older)),
        partial(import_members, file_of(tmp_path / "newer.jsonl", *newer)),
    )

    counts = [report.counts for report in reports]
    assert sum(counts, Counter()) == {"new": 1, "unchanged": 1, "changed": 4}
    last = 1999 if "unchanged" in counts[0] else 2000
    rows = Member.objects.order_by("slug").values_list("slug", "founded", "revision__number")
    assert list(rows) == [("alpha", None, 1), ("here", last, 3), ("there", last, 3)]


def test_waiting_too_long_for_another_writer_is_an_error(writers, tmp_path, monkeypatch):
    file = file_of(tmp_path / "members.jsonl", document("Alpha"))

    def impatient():
        with monkeypatch.context() as patched:
            patched.setattr("directory.models.locks.LOCK_TIMEOUT_SECONDS", 1)
            if connection.vendor == "sqlite":
                connection.cursor().execute("PRAGMA busy_timeout = 1000")
            call_command("import_members", file)

    with write_lock():
        (found,) = writers(impatient)

    assert isinstance(found, CommandError)
    assert "The directory is busy" in str(found)
    assert isinstance(found.__cause__, DirectoryBusyError)
    assert not Member.objects.exists()
