"""Unusual documents that the validator accepts can be published, shown, and found."""

import re

import pytest
from factories import make_member, trial_count

from directory.models import Member, Revision

FACES = ["/members/alpha/", "/api/v1/members/alpha/", "/members/", "/members/?ordering=-trials"]
FACES += ["/api/v1/members/?include=facets&ordering=trials&trials_min=0"]
PARTICIPANTS = trial_count(None, participants=5)


@pytest.mark.parametrize("address", FACES)
@pytest.mark.parametrize(
    "keys",
    [
        {"trial_counts": [PARTICIPANTS]},
        {"trial_counts": [PARTICIPANTS, trial_count(9, as_of="2024-12")]},
        {"other_names": [{"name": "!!!", "type": "alias"}, {"name": "???", "type": "alias"}]},
        {"other_names": [{"name": "Ω" * 200, "type": "alias"}], "legal_name": "ﷺ" * 200},
        {"description": "# " * 500 + "[a](javascript:x) <script>"},
    ],
)
def test_an_odd_document_is_shown_like_any_other(client, vocabulary, keys, address):
    make_member("Alpha", "DE", **keys)

    assert client.get(address).status_code == 200


def test_a_count_of_participants_alone_is_no_number_of_trials(client, vocabulary):
    make_member("Alpha", trial_counts=[PARTICIPANTS, trial_count(9, as_of="2024-12")])

    assert client.get("/api/v1/members/alpha/").json()["trials"]["trials"] == 9
    assert client.get("/api/v1/members/?trials_min=0").json()["count"] == 1


def test_participants_without_trials_are_shown_with_their_evidence(client, vocabulary):
    make_member("Alpha", trial_counts=[PARTICIPANTS])

    page = client.get("/members/alpha/").content.decode()

    assert re.search(r'<data value="5">5</data>.{0,200}participants', page, re.DOTALL)
    assert "None" not in page


def test_a_name_that_grows_when_folded_is_published(client, vocabulary):
    make_member("Alpha", slug="alpha", legal_name="㌖" * 200)
    make_member("㌖" * 200, slug="kilometer")

    assert client.get("/api/v1/members/?ordering=name").json()["count"] == 2


@pytest.mark.parametrize("address", ["http://[::::]/", "http://[1:2]/a", "http://[...]"])
def test_a_profile_from_before_addresses_were_judged_is_still_shown(client, vocabulary, address):
    member = make_member("Alpha", "DE", links={"linkedin": "https://l.example/"})
    old = member.revision.document | {"website": address, "links": {"linkedin": address}}
    Revision.objects.filter(pk=member.revision_id).update(document=old)
    Member.objects.filter(pk=member.pk).update(website=address, links=old["links"])

    assert client.get("/members/alpha/").status_code == 200


def test_a_draft_with_any_content_is_loaded_as_it_was_saved(vocabulary):
    odd = {"founded": 10**30, "trials": 18_446_744_073_709_551_616, "name": "half a pair: \ud800"}
    draft = Revision.objects.create(member=make_member(), document=odd, origin="staff")

    assert Revision.objects.get(pk=draft.pk).document == odd
