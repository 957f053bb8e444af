"""A response to bad input lists the first 100 errors, counts them all, and stays short."""

import json

import pytest
from django.urls import reverse
from factories import make_member, make_owner
from patches import PROBLEM

from directory.document.problems import MAX_LISTED_PROBLEMS
from directory.models import Revision

LONGEST_RESPONSE = 100_000  # bytes


def test_a_patch_with_60000_unknown_citations_is_answered_with_100_errors_and_their_number(patch):
    response = patch({"citations": {f"nothing-{number}": [] for number in range(60_000)}})

    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert [error["path"] for error in body["errors"]] == [
        f"citations[nothing-{number}]" for number in range(MAX_LISTED_PROBLEMS)
    ]
    assert body["error_count"] == 60_000
    assert len(response.content) < LONGEST_RESPONSE
    assert Revision.objects.count() == 1


def test_errors_of_one_field_do_not_hide_those_of_others(patch):
    response = patch(
        {
            "website": "nowhere",
            "countries": [{"code": f"{number}"} for number in range(90)],
            "links": {"linkedin": "nowhere"},
        }
    )

    body = response.json()
    assert body["error_count"] == 182
    assert [error["path"] for error in body["errors"]][:3] == [
        "website",
        "countries[0].code",
        "countries[0].kind",
    ]
    assert len(body["errors"]) == MAX_LISTED_PROBLEMS


def test_few_errors_are_all_listed(patch):
    body = patch({"founded": "long ago", "name": None}).json()

    assert (len(body["errors"]), body["error_count"]) == (2, 2)


def test_a_response_without_errors_has_no_number_of_them(client, vocabulary):
    body = client.get("/api/v1/members/nobody/").json()

    assert "errors" not in body
    assert "error_count" not in body


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b'{"x": ' * 300 + b"{" + b'"y": 1, "y": 2, ' * 20_000 + b'"z": 1}' + b"}" * 300, 1),
        (b"{" + b", ".join(b'"k%d": 1, "k%d": 1' % (n, n) for n in range(20_000)) + b"}", 20_000),
        (json.dumps({f"key-{number}" * 50: {} for number in range(2_000)}).encode(), 2_000),
        (json.dumps({"countries": [{"k" * 5_000: "v" * 5_000}] * 50}).encode(), 150),
        (json.dumps({"services": ["\u0301" * 1_000] * 100}).encode(), 199),
        (json.dumps({"name": "n" * 500_000, "description": "d" * 500_000}).encode(), 2),
    ],
    ids=["deep keys", "repeated keys", "unknown keys", "long keys", "marks", "long texts"],
)
def test_any_bad_patch_has_a_short_answer(patch, body, number):
    response = patch(body)

    assert (response.status_code, response.json()["error_count"]) == (400, number)
    assert len(response.content) < LONGEST_RESPONSE


def test_many_unknown_parameters_are_counted_and_the_first_named(client, vocabulary):
    query = "&".join(f"unknown{number}=1" for number in range(900))

    api = client.get(f"/api/v1/members/?{query}")
    page = client.get(f"/members/?{query}")
    feed = client.get(f"{reverse('members-feed')}?{query}")

    assert (len(api.json()["errors"]), api.json()["error_count"]) == (MAX_LISTED_PROBLEMS, 900)
    assert (api.status_code, page.status_code, feed.status_code) == (400, 400, 400)
    assert page.content.decode().count("isn’t a filter of this search") == MAX_LISTED_PROBLEMS
    assert "<li>and 800 more</li>" in page.content.decode()
    assert feed.content.decode().endswith("and 800 more\n")


def test_a_text_whose_letters_have_thousands_of_accents_is_an_error(patch):
    body = {"description": "a" + "\u0301\u0323" * 500_000}

    response = patch(json.dumps(body, ensure_ascii=False).encode())

    assert [error["code"] for error in response.json()["errors"]] == ["too_many_marks"]


def test_the_schema_says_how_many_errors_are_listed(client, vocabulary):
    schemas = client.get("/api/v1/schema/").json()["components"]["schemas"]

    assert schemas["Problem"]["properties"]["error_count"]["type"] == "integer"


def test_a_company_page_in_the_portal_counts_the_errors_that_it_does_not_list(client, vocabulary):
    member = make_member("Gamma", "DE")
    owner = make_owner(member)
    client.force_login(owner)
    citations = {f"nothing-{number}": [] for number in range(1_000)}
    Revision.objects.create(
        member=member,
        author=owner,
        origin="representative",
        base=1,
        document=member.revision.document | {"citations": citations},
    )

    pages = [
        client.get(f"/portal/gamma/{name}/").content.decode() for name in ("submit", "preview")
    ]
    start = client.get("/portal/gamma/").content.decode()

    assert "Fix 1000 errors" in pages[0]
    assert [page.count("in this profile, so it can") for page in pages] == [100, 100]
    assert ["and 900 more" in page for page in pages] == [True, True]
    assert "(1000 to fix first)" in start
