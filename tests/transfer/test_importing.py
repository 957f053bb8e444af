import json
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from factories import document, make_member

from directory.models import Change, DirectoryState, Member, Revision
from directory.transfer.exports import export_members
from directory.transfer.imports import ImportRefusedError, import_members
from directory.workflow import publishing


def write(path, *rows):
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def many(count):
    return [{"slug": f"company-{n}", "name": f"Company {n}", "kind": "cro"} for n in range(count)]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "members.jsonl"


def test_export_import_export_gives_the_same_bytes(request, sample, tmp_path):
    export_members(tmp_path / "first.jsonl")
    request.getfixturevalue("vocabulary")  # Empties the directory.

    counts = import_members(tmp_path / "first.jsonl").counts
    export_members(tmp_path / "second.jsonl")

    assert counts == {"new": 41}
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()


def test_importing_unchanged_documents_changes_nothing_not_even_the_generation(sample, file):
    export_members(file)
    before = DirectoryState.objects.now(), Revision.objects.count(), Change.objects.count()

    counts = import_members(file).counts

    assert counts == {"unchanged": 41}
    assert before == (
        DirectoryState.objects.now(),
        Revision.objects.count(),
        Change.objects.count(),
    )


def test_bad_rows_are_named_by_row_and_path_and_nothing_is_changed(vocabulary, file):
    make_member("Standing", "DE")
    before = DirectoryState.objects.now()
    write(
        file,
        document("Good", "FR"),
        document("Bad country", "XX"),
        document("Bad figure", trial_counts=[{"trials": -1}]),
        "{ not json",
        document("Also good"),
    )

    with pytest.raises(ImportRefusedError) as refused:
        import_members(file)

    places = {(row, problem.path) for row, problem in refused.value.problems}
    assert {(2, "countries[0].code"), (3, "trial_counts[0].trials"), (4, "")} <= places
    assert {row for row, _ in places} == {2, 3, 4}
    assert [member.slug for member in Member.objects.all()] == ["standing"]
    assert DirectoryState.objects.now() == before


def test_the_command_prints_every_problem_and_fails(vocabulary, file):
    write(file, document("Bad", "XX"), document("Bad", "DE"))

    with pytest.raises(CommandError, match=r"(?s)Nothing was changed.*row 1: countries\[0\].code"):
        call_command("import_members", file)


def test_rows_may_name_each_other_as_successors_in_any_order(vocabulary, file):
    write(
        file,
        document("First", successor="second"),
        document("Second", successor="third"),
        document("Third"),
    )

    import_members(file)

    chain = Member.objects.order_by("slug").values_list("slug", "successor__slug")
    assert list(chain) == [("first", "second"), ("second", "third"), ("third", None)]
    assert Member.objects.get(slug="third").search_text.names == "third\nsecond\nfirst"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            [document("First", successor="second"), document("Second", successor="first")],
            "successor_loop",
        ),
        ([document("Alpha"), document("Alpha")], "repeated"),
        ([document("Alpha", successor="nobody")], "no_such_member"),
        (['"a text"'], "wrong_type"),
        (["[" * 100_000], "not_json"),
        ([document("Alpha"), "\ufeff{}"], "not_json"),
    ],
)
def test_invalid_rows_are_refused(vocabulary, file, rows, code):
    write(file, *rows)

    with pytest.raises(ImportRefusedError) as refused:
        import_members(file)

    assert code in {problem.code for _, problem in refused.value.problems}
    assert not Member.objects.exists()


def test_a_changed_document_becomes_a_revision_and_members_not_in_the_file_stay(vocabulary, file):
    make_member("Alpha", "DE")
    make_member("Beta", "DE")
    write(file, document("Alpha", "FR"))

    counts = import_members(file).counts

    assert counts == {"changed": 1}
    alpha, beta = Member.objects.order_by("slug")
    assert (alpha.revision.number, alpha.revision.base, alpha.revision.origin) == (2, 1, "import")
    assert list(alpha.presences.values_list("value", flat=True)) == ["FR"]
    assert beta.revision.number == 1


def test_a_dry_run_validates_and_writes_nothing(vocabulary, file):
    make_member("Alpha", "DE")
    write(file, document("Alpha", "FR"), document("Beta"))

    counts = import_members(file, dry_run=True).counts

    assert counts == {"changed": 1, "new": 1}
    assert [member.revision.number for member in Member.objects.all()] == [1]


def test_drafts_are_kept_from_the_public_and_published_by_a_second_import(client, vocabulary, file):
    make_member("Alpha", "DE")
    write(file, document("Alpha", "FR"), document("Beta", "FR"))

    assert import_members(file, draft=True).counts == {"changed": 1, "new": 1}
    assert client.get("/members/beta/").status_code == 404
    assert Member.objects.get(slug="beta").revisions.get().state == "draft"
    assert import_members(file, draft=True).counts == {"unchanged": 2}

    import_members(file)
    assert client.get("/members/beta/").status_code == 200


def test_a_draft_that_is_imported_again_unchanged_is_published(client, vocabulary, file):
    write(file, document("Beta", "FR"))
    import_members(file, draft=True)

    counts = import_members(file).counts

    assert counts == {"changed": 1}
    assert client.get("/members/beta/").status_code == 200


def test_an_unusable_file_is_reported_kindly(vocabulary, tmp_path):
    for name, words in (
        ("none.jsonl", "Can't read .*none.jsonl"),
        ("members.csv", "isn't a .jsonl file"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("import_members", tmp_path / name)


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"successor": "beta"}, "successor"),
        ({"parent": {"name": "Beta", "slug": "beta"}}, "parent.slug"),
    ],
)
def test_a_published_profile_may_not_name_a_draft(vocabulary, file, keys, path):
    make_member("Alpha", "DE")
    write(file, document("Gamma", **keys), document("Beta"), document("Alpha", **keys))

    with pytest.raises(ImportRefusedError) as refused:
        import_members(file, draft=True)

    assert [(row, p.path, p.code) for row, p in refused.value.problems] == [
        (3, path, "no_such_member")
    ]
    assert [member.slug for member in Member.objects.all()] == ["alpha"]


def test_an_existing_draft_can_be_named_once_it_is_published(vocabulary, file):
    write(file, document("Beta"))
    import_members(file, draft=True)
    write(file, document("Alpha", successor="beta"))

    with pytest.raises(ImportRefusedError, match="row 1: successor: No published member"):
        import_members(file)
    write(file, document("Alpha", successor="beta"), document("Beta"))

    assert import_members(file).counts == {"new": 1, "changed": 1}


def test_an_archived_company_is_not_named_by_an_import(vocabulary, file):
    publishing.archive_profile(make_member("Beta"))
    write(file, document("Alpha", successor="beta"), document("Beta", "FR"))

    with pytest.raises(ImportRefusedError, match="row 1: successor: No published member"):
        import_members(file)


@pytest.mark.parametrize(
    ("row", "paths"),
    [
        ('{"slug": "a", "name": "A", "name": "B", "kind": "cro"}', ["name"]),
        ('{"slug": "a", "slug": "b", "name": "A", "kind": "cro"}', ["slug"]),
        (
            """{"slug": "a", "name": "A", "kind": "cro", "links": {"x": "", "x": ""}, "countries": [
            {"code": "DE", "kind": "office"}, {"code": "FR", "kind": "office", "kind": "office"}],
            "citations": {"general": [], "general": []}}""".replace("\n", ""),
            ["links.x", "countries[1].kind", "citations[general]"],
        ),
    ],
)
def test_a_key_given_twice_is_named_by_its_path(vocabulary, file, row, paths):
    write(file, document("Good"), row)

    with pytest.raises(ImportRefusedError) as refused:
        import_members(file)

    problems = [(row, p.path, p.code) for row, p in refused.value.problems]
    assert problems == [(2, path, "repeated") for path in paths]


def test_a_byte_order_mark_is_not_part_of_the_text(vocabulary, file):
    write(file, "\ufeff" + json.dumps(document("First")), document("Second", successor="first"))

    assert import_members(file).counts == {"new": 2}


@pytest.fixture
def beside():
    """Open a separate connection, as another client would."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite counts nothing by itself.")
    with closing(connection.copy()) as other_connection:
        yield other_connection


def test_counting_during_a_large_import_does_not_hide_its_rows_from_the_planner(
    vocabulary, file, beside
):
    known = []

    def as_autovacuum(done):
        if done == 1:
            return  # Validated, not yet written.
        with beside.cursor() as cursor:
            cursor.execute("ANALYZE (SKIP_LOCKED) directory_member")
        known.append(rows_known(beside))

    import_members(write(file, *many(1200)), step=as_autovacuum)

    assert known[:2] == [500, 500]
    assert rows_known(beside) == 1200


def rows_known(beside):
    """Return the number of companies in the planner's statistics."""
    with beside.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'directory_member'")
        return cursor.fetchone()[0]


def test_a_large_import_skips_counting_if_another_client_locks_a_table(
    vocabulary, file, beside, monkeypatch, caplog
):
    monkeypatch.setattr("directory.models.locks.LOCK_TIMEOUT_SECONDS", 1)
    with beside.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE directory_member IN SHARE UPDATE EXCLUSIVE MODE")

    report = import_members(write(file, *many(501)))

    assert (report.counts, Member.objects.count()) == ({"new": 501}, 501)
    assert "lock timeout" in caplog.text
