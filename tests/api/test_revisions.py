import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_member, make_owner, make_staff, republish

from directory import search
from directory.models import Revision
from directory.profile.history import HISTORY_PAGE_SIZE
from directory.workflow import conflicts, drafts, publishing, review, submissions

HERE = "http://testserver"


def withhold(revision):
    review.withhold(revision=revision, actor=make_staff(), reason="A private matter.")


def moment(time):
    return time.isoformat().replace("+00:00", "Z")


def test_the_history_tells_what_changed_by_path_and_in_words(client, vocabulary):
    member = make_member("Alpha", "DE", summary="One.")
    second = republish(member, summary="One.", founded=1999, countries=[])
    first = Revision.objects.get(member=member, number=1)

    body = client.get("/api/v1/members/alpha/revisions/").json()

    assert (body["count"], body["next"], body["previous"]) == (2, None, None)
    assert [row["number"] for row in body["results"]] == [2, 1]
    office = {"code": "DE", "kind": "office", "as_of": None, "source_url": ""}
    assert body["results"][0] == {
        "number": 2,
        "withheld": False,
        "published_at": moment(second.published_at),
        "id": str(second.pk),
        "origin": "staff",
        "edited": False,
        "compared_with": 1,
        "changes": [
            {"path": "founded", "before": None, "after": 1999},
            {"path": "countries[DE]", "before": office, "after": None},
        ],
        "in_words": [
            "Founded added: 1999",
            "Countries removed: Germany (office; undated; no source)",
        ],
        "url": f"{HERE}/api/v1/revisions/{second.pk}/",
        "html_url": f"{HERE}/members/alpha/history/?page=1#revision-2",
    }
    assert body["results"][1]["url"] == f"{HERE}/api/v1/revisions/{first.pk}/"
    assert client.get(body["results"][0]["html_url"]).status_code == 200


def test_a_withheld_revision_leaves_its_number_and_is_not_revealed_by_the_next(client, vocabulary):
    member = make_member("Alpha", summary="One.")
    secret = republish(member, summary="A secret.")
    republish(member, summary="Three.")
    withhold(secret)

    response = client.get("/api/v1/members/alpha/revisions/")

    assert "secret" not in response.content.decode()
    third, second, _ = response.json()["results"]
    assert (third["compared_with"], third["changes"][0]["before"]) == (1, "One.")
    assert second == {
        "number": 2,
        "withheld": True,
        "published_at": moment(secret.published_at),
        "id": None,
        "origin": None,
        "edited": False,
        "compared_with": None,
        "changes": [],
        "in_words": [],
        "url": None,
        "html_url": f"{HERE}/members/alpha/history/?page=1#revision-2",
    }
    assert client.get(f"/api/v1/revisions/{secret.pk}/").status_code == 404


def test_a_published_revision_has_its_document_and_no_personal_data(client, vocabulary):
    member = make_member("Alpha")
    begun = drafts.save_draft(
        member=member,
        author=make_owner(member),
        origin="representative",
        changes={"founded": 1999},
    )
    sent = submissions.submit_draft(revision=begun, message="As Olga said.")
    shown = {"live": 1, "sent": conflicts.hash_document(sent.document)}
    done = review.approve_submission(revision=sent, reviewer=make_staff(), note="Thanks.", **shown)

    body = client.get(f"/api/v1/revisions/{done.pk}/").json()

    assert body["profile"] == done.document
    assert (body["member"], body["number"], body["base"]) == ("alpha", 2, 1)
    assert (body["state"], body["origin"]) == ("published", "representative")
    assert (body["message"], body["review_note"]) == (None, None)
    assert "@example.org" not in str(body)


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected"])
def test_unpublished_revisions_are_not_public(client, vocabulary, state):
    member = make_member("Alpha")
    revision = drafts.save_draft(
        member=member,
        author=make_owner(member),
        origin="representative",
        changes={"founded": 1999},
    )
    if state != "draft":
        submissions.submit_draft(revision=revision)
    if state == "rejected":
        review.reject_submission(revision=revision, reviewer=make_staff(), note="No.")

    assert client.get(f"/api/v1/revisions/{revision.pk}/").status_code == 404
    assert client.get("/api/v1/members/alpha/revisions/").json()["count"] == 1


def test_the_history_of_a_moved_profile_is_where_the_profile_is(client, vocabulary):
    republish(make_member("Old"), slug="new")
    publishing.archive_profile(make_member("Gone"))

    moved = client.get("/api/v1/members/old/revisions/?page=1")

    assert (moved.status_code, moved["Location"]) == (301, "/api/v1/members/new/revisions/?page=1")
    assert client.get("/api/v1/members/gone/revisions/").status_code == 410
    assert client.get("/api/v1/members/nobody/revisions/").status_code == 404


def test_pages_of_the_history_hold_every_revision_once(client, vocabulary):
    member = make_member("Alpha")
    for year in range(1950, 1950 + HISTORY_PAGE_SIZE + 2):
        republish(member, founded=year)

    pages = [client.get(f"/api/v1/members/alpha/revisions/?page={n}").json() for n in (1, 2)]

    numbers = [row["number"] for page in pages for row in page["results"]]
    assert numbers == list(range(HISTORY_PAGE_SIZE + 3, 0, -1))
    assert [len(row["changes"]) for page in pages for row in page["results"][:-1]] == [1] * (
        HISTORY_PAGE_SIZE + 1
    )
    assert client.get("/api/v1/members/alpha/revisions/?page=3").status_code == 404
    assert client.get("/api/v1/members/alpha/revisions/?pages=2").status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/members/alpha/revisions/", "/members/alpha/history/"])
def test_a_history_costs_the_same_queries_however_long_it_is(client, vocabulary, address):
    def queries():
        search.fetch_snapshot()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    member = make_member("Alpha")
    republish(member, founded=1999)
    few = queries()
    for year in range(1950, 1960):
        republish(member, founded=year)

    assert queries() == few
    assert few <= 12


def test_a_history_is_revalidated_and_changes_when_a_revision_is_withheld(client, vocabulary):
    member = make_member("Alpha")
    second = republish(member, founded=1999)
    for address in ("/api/v1/members/alpha/revisions/", "/members/alpha/history/"):
        tag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    own = f"/api/v1/revisions/{second.pk}/"
    tag = client.get(own)["ETag"]
    withhold(second)

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(own, headers={"If-None-Match": tag}).status_code == 404
