import json

import pytest
from factories import make_member, republish, trial_count

from directory.document.schema import DOCUMENT_KEYS
from directory.workflow import publishing


def test_the_profile_of_the_envelope_is_exactly_the_published_document(client, vocabulary):
    member = make_member("Alpha", "DE", trial_counts=[trial_count(10)])

    body = client.get("/api/v1/members/alpha/").json()

    assert json.dumps(body["profile"]) == json.dumps(member.revision.document)
    assert list(body["profile"]) == list(DOCUMENT_KEYS)


def test_the_envelope_adds_data_beside_the_document(client, vocabulary):
    member = make_member("Alpha", "DE", trial_counts=[trial_count(10)])
    make_member("Beta", successor="alpha", legal_name="Beta Ltd")
    publishing.confirm_profile(member)
    member.refresh_from_db()

    body = client.get("/api/v1/members/alpha/").json()
    del body["profile"]

    beta = {"url": "http://testserver/api/v1/members/beta/"}
    beta |= {"html_url": "http://testserver/members/beta/", "slug": "beta", "name": "Beta"}
    assert body == {
        "url": "http://testserver/api/v1/members/alpha/",
        "html_url": "http://testserver/members/alpha/",
        "slug": "alpha",
        "status": "published",
        "revision": 1,
        "updated": member.revision.published_at.isoformat().replace("+00:00", "Z"),
        "verified_on": member.verified_on.isoformat(),
        "membership": "unconfirmed",
        "merged": False,
        "trials": member.revision.document["trial_counts"][0],
        "predecessors": [beta | {"names": ["Beta", "Beta Ltd"]}],
    }


def test_a_row_of_the_list_says_what_the_contract_names(client, vocabulary):
    make_member("Alpha", "DE FR", headquarters={"city": "Bonn", "country": "DE"})

    [row] = client.get("/api/v1/members/").json()["results"]

    assert row.pop("updated").endswith("Z")
    assert row == {
        "url": "http://testserver/api/v1/members/alpha/",
        "html_url": "http://testserver/members/alpha/",
        "slug": "alpha",
        "name": "Alpha",
        "kind": "cro",
        "membership": "unconfirmed",
        "merged": False,
        "headquarters": {"city": "Bonn", "country": "DE"},
        "summary": "",
        "country_count": 2,
        "service_count": 0,
        "trials": None,
        "reports_trials": True,
        "verified_on": None,
    }


def test_fields_and_omit_shape_the_rows(client, vocabulary):
    make_member("Alpha")

    shaped = client.get("/api/v1/members/?fields=slug,name,kind&omit=kind").json()["results"]

    assert shaped == [{"slug": "alpha", "name": "Alpha"}]


def test_fields_and_omit_shape_the_envelope(client, vocabulary):
    make_member("Alpha")

    assert client.get("/api/v1/members/alpha/?fields=slug").json() == {"slug": "alpha"}
    assert "profile" not in client.get("/api/v1/members/alpha/?omit=profile").json()


def test_pages_are_linked_in_body_and_header(client, vocabulary):
    for name in ("Alpha", "Beta", "Gamma"):
        make_member(name, "DE")

    response = client.get("/api/v1/members/?page_size=1&page=2&country=de")
    body = response.json()

    address = "http://testserver/api/v1/members/?page_size=1&page={}&country=de"
    assert (body["count"], body["next"], body["previous"]) == (
        3,
        address.format(3),
        address.format(1),
    )
    assert (
        response["Link"] == f'<{address.format(3)}>; rel="next", <{address.format(1)}>; rel="prev"'
    )


def test_facets_come_with_the_list_when_asked_for(client, vocabulary):
    make_member("Alpha", "DE")

    plain = client.get("/api/v1/members/").json()
    listed = client.get("/api/v1/members/?include=facets").json()
    facets = client.get("/api/v1/members/facets/").json()

    assert set(plain) == {"count", "next", "previous", "results"}
    assert {key: listed[key] for key in ("count", "facets", "ranges")} == facets
    assert facets["facets"]["country"] == [
        {"value": "DE", "label": "Germany", "count": 1, "selected": False}
    ]


def test_a_renamed_member_is_found_for_good_on_both_faces(client, vocabulary):
    member = make_member("Alpha")
    republish(member, slug="beta")
    republish(member, slug="gamma")

    for old in ("alpha", "beta"):
        page = client.get(f"/members/{old}/")
        api = client.get(f"/api/v1/members/{old}/")
        assert (page.status_code, page["Location"]) == (301, "/members/gamma/")
        assert (api.status_code, api["Location"]) == (301, "/api/v1/members/gamma/")


def test_a_renamed_member_may_take_its_old_slug_back(client, vocabulary):
    member = make_member("Alpha")
    republish(member, slug="beta")
    republish(member, slug="alpha")

    assert client.get("/members/alpha/").status_code == 200
    assert client.get("/members/beta/")["Location"] == "/members/alpha/"


def test_an_archived_profile_is_gone_on_both_faces_and_comes_back(client, vocabulary):
    member = make_member("Alpha")
    publishing.archive_profile(member)

    page, api = client.get("/members/alpha/"), client.get("/api/v1/members/alpha/")
    assert (page.status_code, api.status_code) == (410, 410)
    assert "Alpha is no longer in the directory" in page.content.decode()
    assert api["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/members/").json()["count"] == 0

    publishing.unarchive_profile(member)
    assert client.get("/members/alpha/").status_code == 200


@pytest.mark.parametrize("face", ["/members/alpha/", "/api/v1/members/alpha/"])
def test_a_draft_is_not_public(client, vocabulary, face):
    make_member("Beta")
    member = make_member("Alpha")
    type(member).objects.filter(pk=member.pk).update(status="draft")

    assert client.get(face).status_code == 404
