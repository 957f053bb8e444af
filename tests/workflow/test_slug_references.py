"""Profiles refer to each other by slug, and slugs change."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import document, empty_the_directory, make_member, republish

from directory.document import projection
from directory.document.schema import DocumentInvalid
from directory.models import DirectoryState, Member, SlugRedirect
from directory.transfer.exports import export_members
from directory.transfer.imports import ImportRefusedError, import_members
from directory.workflow import validation


@pytest.fixture
def renamed(vocabulary):
    """Return Alpha, which is part of Beta and owned by it; Beta has been renamed since."""
    beta = make_member("Beta")
    make_member("Alpha", successor="beta", parent={"name": "Beta", "slug": "beta"})
    republish(beta, slug="gamma")
    return Member.objects.select_related("revision", "successor").get(slug="alpha")


def test_a_document_names_the_present_slug_of_a_renamed_company(renamed):
    document = renamed.revision.document

    assert (document["successor"], document["parent"]["slug"]) == ("gamma", "gamma")
    assert projection.read_projected_document(renamed, validation.validation_context()) == document


def test_a_company_that_names_a_renamed_one_may_publish_again(renamed):
    before = DirectoryState.objects.now()

    assert republish(renamed) == renamed.revision
    assert DirectoryState.objects.now() == before


def test_an_export_after_a_renaming_can_be_imported(renamed, tmp_path):
    export_members(tmp_path / "first.jsonl")
    empty_the_directory()

    assert import_members(tmp_path / "first.jsonl").counts == {"new": 2}


def test_a_predecessor_leads_to_the_present_slug(client, renamed):
    page = client.get("/members/alpha/").content.decode()

    assert 'href="/members/gamma/"' in page
    assert 'href="/members/beta/"' not in page


def test_a_company_that_no_profile_names_may_be_published_beside_a_renamed_one(vocabulary):
    alpha, gamma = make_member("Alpha"), make_member("Gamma")
    named = make_member("Delta", parent={"name": "Alpha", "slug": "alpha"})
    owned = make_member("Omega", parent={"name": "Another owner"})

    republish(alpha, slug="beta")

    kept = [member.revisions.get().document for member in (gamma, owned)]
    assert [document["parent"] and document["parent"]["slug"] for document in kept] == [None, None]
    named.refresh_from_db()
    assert named.revision.document["parent"]["slug"] == "beta"


@pytest.fixture
def load(tmp_path):
    """Return a function that imports documents."""

    def load(*rows, draft=False):
        file = tmp_path / "members.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return import_members(file, draft=draft).counts

    return load


def test_a_published_profile_names_no_draft(vocabulary, load):
    alpha = make_member("Alpha")
    load(document("Secret"), draft=True)
    naming = {"successor": "secret", "parent": {"name": "An owner", "slug": "secret"}}

    with pytest.raises(DocumentInvalid) as invalid:
        republish(alpha, **naming)
    with pytest.raises(ImportRefusedError) as refused:
        load(document("Alpha", **naming))

    expected = [("parent.slug", "no_such_member"), ("successor", "no_such_member")]
    assert sorted((p.path, p.code) for p in invalid.value.problems) == expected
    assert sorted((p.path, p.code) for _, p in refused.value.problems) == expected


def test_a_draft_may_be_named_by_the_import_that_publishes_it(client, vocabulary, load):
    make_member("Alpha")
    load(document("Secret"), draft=True)

    assert load(document("Alpha", successor="secret"), document("Secret")) == {"changed": 2}
    assert 'href="/members/secret/"' in client.get("/members/alpha/").content.decode()


def test_an_import_of_drafts_lets_no_published_profile_name_them(vocabulary, load):
    make_member("Alpha")

    with pytest.raises(ImportRefusedError, match="row 1: successor: No published member"):
        load(document("Alpha", successor="secret"), document("Secret"), draft=True)


def test_drafts_may_name_each_other_until_one_of_them_is_published(vocabulary, load):
    rows = [document("Older", successor="secret"), document("Secret")]

    assert load(*rows, draft=True) == {"new": 2}
    assert load(rows[0], draft=True) == {"unchanged": 1}
    with pytest.raises(ImportRefusedError, match="row 1: successor: No published member"):
        load(rows[0])
    assert load(*rows) == {"changed": 2}


def test_a_profile_that_names_a_draft_from_earlier_days_does_not_show_it(client, vocabulary, load):
    alpha = make_member("Alpha")
    load(document("Secret"), draft=True)
    alpha.successor = Member.objects.get(slug="secret")
    alpha.save()

    for address in ("/members/alpha/", "/members/?merged=true", "/members/"):
        page = client.get(address).content.decode().lower()
        assert "secret" not in page
    profile = " ".join(client.get("/members/alpha/").content.decode().split())
    assert "Alpha is now part of another company." in profile
    [row] = client.get("/members/?merged=true").context["listing"].rows
    assert (row["merged"], row["successor"]) == (True, None)


@pytest.mark.parametrize("successor", ["gamma", "alpha"])
def test_a_company_that_takes_another_slug_does_not_become_part_of_itself(vocabulary, successor):
    alpha = make_member("Alpha")
    make_member("Gamma", successor="alpha")

    with pytest.raises(DocumentInvalid) as invalid:
        republish(alpha, slug="beta", successor=successor)

    assert [(p.path, p.code) for p in invalid.value.problems] == [("successor", "successor_loop")]


def test_a_company_that_takes_another_slug_is_not_its_own_owner(vocabulary):
    alpha = make_member("Alpha")

    with pytest.raises(DocumentInvalid) as invalid:
        republish(alpha, slug="beta", parent={"name": "Alpha", "slug": "alpha"})

    assert [(p.path, p.code) for p in invalid.value.problems] == [("parent.slug", "own_parent")]


@pytest.mark.parametrize("slug", ["\ud800", "x\0", "x" * 81, "No Slug", "x\n"])
def test_an_invalid_slug_names_no_member(vocabulary, slug):
    with pytest.raises(DocumentInvalid) as invalid:
        make_member("Alpha", successor=slug, parent={"name": "Owner", "slug": slug})

    assert [(p.path, p.code) for p in invalid.value.problems] == [
        ("parent.slug", "no_such_member"),
        ("successor", "no_such_member"),
    ]


def test_a_publication_asks_as_many_queries_however_many_slugs_have_changed(vocabulary):
    alpha, beta = make_member("Alpha"), make_member("Beta")

    def queries(summary):
        with CaptureQueriesContext(connection) as asked:
            republish(alpha, summary=summary, successor="beta")
        return len(asked)

    queries("Zero.")
    few = queries("One.")
    slugs = [SlugRedirect(slug=f"old-{number}", member=beta) for number in range(500)]
    SlugRedirect.objects.bulk_create(slugs)

    assert queries("Two.") == few
