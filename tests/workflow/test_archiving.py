"""The companies that published profiles name are public, so an export can be imported."""

import json

import pytest
from factories import empty_the_directory, make_member, republish

from directory.document.schema import DocumentInvalid
from directory.models import Change, DirectoryState, Member
from directory.transfer.exports import export_members
from directory.transfer.imports import import_members
from directory.workflow import conflicts, publishing

OWNER = {"name": "Beta", "slug": "beta"}


@pytest.mark.parametrize("keys", [{"successor": "beta"}, {"parent": OWNER}])
def test_a_company_that_published_profiles_name_is_not_archived(vocabulary, keys):
    beta = make_member("Beta")
    make_member("Alpha", **keys)
    make_member("Gamma")
    before = DirectoryState.objects.now()

    with pytest.raises(
        conflicts.StateConflict, match=r"name this company as their successor or owner: alpha\."
    ):
        publishing.archive_profile(beta)

    beta.refresh_from_db()
    assert beta.status == Member.Status.PUBLISHED
    assert DirectoryState.objects.now() == before


@pytest.mark.parametrize("keys", [{"successor": "beta"}, {"parent": OWNER}])
def test_an_archived_company_is_not_named_by_a_publication(vocabulary, keys):
    publishing.archive_profile(make_member("Beta"))

    with pytest.raises(DocumentInvalid) as invalid:
        make_member("Alpha", **keys)

    assert [p.code for p in invalid.value.problems] == ["no_such_member"]


def test_an_archived_profile_comes_back_after_the_companies_it_names(vocabulary):
    beta = make_member("Beta")
    alpha = make_member("Alpha", successor="beta", parent=OWNER)
    publishing.archive_profile(alpha)
    publishing.archive_profile(beta)

    with pytest.raises(conflicts.StateConflict, match=r"names archived companies: beta\."):
        publishing.unarchive_profile(alpha)
    publishing.unarchive_profile(beta)
    publishing.unarchive_profile(alpha)

    assert {member.status for member in Member.objects.all()} == {Member.Status.PUBLISHED}


def test_a_company_can_be_archived_once_no_published_profile_names_it(vocabulary, tmp_path):
    beta, alpha = make_member("Beta"), make_member("Alpha", slug="alpha", parent={"name": "Omega"})
    republish(alpha, successor="beta", parent=OWNER)
    republish(alpha, successor=None, parent=None)
    publishing.archive_profile(beta)

    export_members(tmp_path / "members.jsonl")
    empty_the_directory()

    assert import_members(tmp_path / "members.jsonl").counts == {"new": 1}


def test_an_import_of_an_archived_company_alone_raises_the_generation(vocabulary, tmp_path):
    alpha = make_member("Alpha")
    publishing.archive_profile(alpha)
    before = DirectoryState.objects.now().generation
    changed = alpha.revision.document | {"summary": "Two."}
    (tmp_path / "members.jsonl").write_text(json.dumps(changed), "utf-8")

    import_members(tmp_path / "members.jsonl")

    # An archived profile's successor may change how other companies are found.
    assert DirectoryState.objects.now().generation == before + 1
    assert list(Change.objects.values_list("kind", flat=True))[-2:] == ["archived", "noted"]


def test_a_publication_of_an_archived_company_is_not_announced(vocabulary):
    alpha = make_member("Alpha")
    publishing.archive_profile(alpha)

    republish(alpha, summary="Two.")
    republish(alpha, slug="omega")
    publishing.unarchive_profile(alpha)

    announced = Change.objects.exclude(kind="noted")
    kinds = list(announced.values_list("kind", "slug"))
    assert kinds == [("published", "alpha"), ("archived", "alpha"), ("unarchived", "omega")]
    alpha.refresh_from_db()
    assert (alpha.status, alpha.summary) == ("published", "Two.")
