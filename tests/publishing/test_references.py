"""Profiles name each other by slug, and slugs change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import empty_the_directory, make_member, republish

from directory import publishing
from directory.document import projection
from directory.document.schema import DocumentInvalid
from directory.models import DirectoryState, Member, SlugRedirect
from directory.transfer.exporting import export_members
from directory.transfer.importing import import_members


@pytest.fixture
def renamed(vocabulary):
    """Alpha, which became part of Beta and is owned by it; Beta has another slug since."""
    beta = make_member("Beta")
    make_member("Alpha", successor="beta", parent={"name": "Beta", "slug": "beta"})
    republish(beta, slug="gamma")
    return Member.objects.select_related("revision", "successor").get(slug="alpha")


def test_a_document_names_the_present_slug_of_a_renamed_company(renamed):
    document = renamed.revision.document

    assert (document["successor"], document["parent"]["slug"]) == ("gamma", "gamma")
    assert projection.read(renamed, publishing.known()) == document


def test_who_names_a_renamed_company_may_publish_again(renamed):
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
def test_what_is_no_slug_names_no_member(vocabulary, slug):
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
