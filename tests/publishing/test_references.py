"""Profiles name each other by slug, and slugs change."""

import pytest
from factories import empty_the_directory, make_member, republish

from directory import publishing
from directory.document import projection
from directory.models import DirectoryState, Member
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


def test_a_company_nobody_names_may_stand_beside_one_that_is_renamed(vocabulary):
    alpha, gamma = make_member("Alpha"), make_member("Gamma")
    named = make_member("Delta", parent={"name": "Alpha", "slug": "alpha"})
    owned = make_member("Omega", parent={"name": "Somebody else"})

    republish(alpha, slug="beta")

    kept = [member.revisions.get().document for member in (gamma, owned)]
    assert [document["parent"] and document["parent"]["slug"] for document in kept] == [None, None]
    named.refresh_from_db()
    assert named.revision.document["parent"]["slug"] == "beta"
