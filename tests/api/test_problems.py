"""Errors: each says by itself what is wrong, and its type is the URL of an explanation."""

import re
from uuid import UUID

import pytest
from factories import make_member
from patches import ADDRESS, PROBLEM

from directory.api.problem_types import PROBLEM_TYPES

FIRST_SERVICES = ", ".join(f"services[{number}]" for number in range(5))
LIST = "/api/v1/members/"
FOREIGN_WORDS = re.compile(
    r"Expecting|codec|sys\.|char \d|Invalid token header|Could not satisfy|Unsupported media"
    r"|Method \"|not allowed|Not found\.|matches the given|recursion|No credentials|JSON parse"
)


def fetch_entries(client):
    """Return the text of each entry of the page of errors, by its id."""
    page = client.get("/api/v1/docs/problems/").content.decode()
    return dict(
        re.findall(r'<section class="prose" id="([a-z-]+)".*?>(.*?)</section>', page, re.DOTALL)
    )


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("country=XX", "1 parameter is wrong: country."),
        ("country=XX&country=YY", "1 parameter is wrong: country."),
        ("country=XX&trials_min=x", "2 parameters are wrong: country, trials_min."),
        (
            "&".join(f"x{number}=1" for number in range(9)),
            "9 parameters are wrong: x0, x1, x2, x3, x4, and 4 more.",
        ),
        (f"{'x' * 500}=1", f"1 parameter is wrong: {'x' * 60}…."),
        (
            "&".join(["x=1"] * 1001),
            "There are too many parameters. Send at most 1,000.",
        ),
    ],
)
def test_the_detail_names_the_wrong_parameters(client, vocabulary, query, detail):
    body = client.get(f"{LIST}?{query}").json()

    assert body["detail"] == detail
    assert body["type"].endswith("/api/v1/docs/problems/#invalid-parameters")


@pytest.mark.parametrize(
    ("body", "status", "kind", "detail"),
    [
        ({"founded": "x"}, 400, "invalid-profile", "1 value of the profile is wrong: founded."),
        (
            {"founded": "x", "services": ["x", "y"]},
            400,
            "invalid-profile",
            "3 values of the profile are wrong: founded, services[0], services[1].",
        ),
        (
            {"services": [f"x{number}" for number in range(300)]},
            400,
            "invalid-profile",
            f"300 values of the profile are wrong: {FIRST_SERVICES}, and 295 more.",
        ),
        (
            {"kind": "technology", "slug": "beta"},
            403,
            "staff-fields",
            "Only ACRO staff can change 2 fields of the patch: slug, kind.",
        ),
        ([], 400, "invalid-body", "Send a JSON object with the fields to change."),
    ],
)
def test_the_detail_names_the_wrong_values_of_a_patch(patch, body, status, kind, detail):
    response = patch(body)

    assert (response.status_code, response.json()["detail"]) == (status, detail)
    assert response.json()["type"].endswith(f"#{kind}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" ", "Line 1, column 2: the text is empty."),
        (b"{", "Line 1, column 2: a key isn't in double quotes, or there is"),
        (b'{"a": 1,\n "b" 2}', "Line 2, column 6: a colon is missing."),
        (b'{"summary": "Two}', "Line 1, column 13: the string that begins here has no end."),
        (b'{"summary": "a\nb"}', "Line 1, column 15: a line break, tab, or other control"),
        (b"{} {}", "Line 1, column 4: there is more text after the end of the value."),
        (b'{"a": tru}', "Line 1, column 7: a value is missing, or it isn't written as JSON."),
        (b'{"summary": "\xff"}', "The byte 0xff at position 13 isn't UTF-8."),
        ('{"summary": "Two."}'.encode("utf-16"), "It is in UTF-16 or UTF-32. Send it in UTF-8."),
        ('{"founded": 1}'.encode("utf-16-le"), "It is in UTF-16 or UTF-32."),
        (b'{"founded": NaN}', "NaN isn't a JSON value. Send a number or null."),
        (b'{"founded": -Infinity}', "-Infinity isn't a JSON value. Send a number or null."),
        (b'{"founded": ' + b"9" * 5000 + b"}", "A number in it has too many digits."),
        (b"[" * 100_000, "Its objects and lists are nested too deeply."),
    ],
)
def test_a_body_that_is_not_json_is_refused_with_the_place_in_our_words(patch, body, said):
    response = patch(body)

    detail = response.json()["detail"]
    assert response.status_code == 400
    assert detail.startswith(f"This isn't valid JSON in UTF-8. {said}")
    assert not FOREIGN_WORDS.search(detail)


def test_a_byte_order_mark_is_no_part_of_a_patch(patch):
    response = patch(b"\xef\xbb\xbf" + b'{"summary": "Two."}')

    assert (response.status_code, response.json()["profile"]["summary"]) == (202, "Two.")


@pytest.mark.parametrize(
    ("method", "address", "headers", "status", "kind", "said"),
    [
        ("post", LIST, {}, 405, "method-not-allowed", "doesn't accept POST. Use GET, HEAD, OPTION"),
        ("delete", ADDRESS, {}, 405, "method-not-allowed", "Use GET, PATCH, HEAD, OPTIONS."),
        ("get", LIST, {"Accept": "text/csv"}, 406, "not-acceptable", "only as application/json."),
        ("get", LIST, {"Authorization": "Token"}, 401, "invalid-token", "has no token."),
        ("get", LIST, {"Authorization": "Bearer x"}, 401, "invalid-token", "begin with `Token`"),
        ("get", LIST, {"Authorization": "Token a b"}, 401, "invalid-token", "has a space in"),
        ("get", LIST, {"Authorization": "Token a"}, 401, "invalid-token", "expired, or revoked"),
        ("patch", ADDRESS, {}, 401, "missing-token", "Send a token created by an owner"),
        (
            "get",
            f"/api/v1/revisions/{UUID(int=0)}/",
            {},
            404,
            "not-found",
            "No revision has this id",
        ),
        ("get", "/api/v1/nowhere/", {}, 404, "not-found", "No API URL has this path"),
        ("get", "/api/v1/members/?page=99", {}, 404, "not-found", "Follow `next`"),
        ("get", LIST, {"Host": "evil.example"}, 400, "invalid-request", "We couldn’t read"),
    ],
)
def test_an_error_is_said_in_our_words(
    client, vocabulary, method, address, headers, status, kind, said
):
    make_member("Alpha")

    response = getattr(client, method)(address, headers=headers)

    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert body["type"] == f"http://127.0.0.1:8000/api/v1/docs/problems/#{kind}"
    assert said in body["detail"]
    assert not FOREIGN_WORDS.search(body["detail"])


def test_every_type_of_error_has_its_entry(client, vocabulary):
    entries = fetch_entries(client)

    assert list(entries) == [each.name for each in PROBLEM_TYPES]
    for each in PROBLEM_TYPES:
        assert f"{each.status}: {each.title}" in entries[each.name].replace("&#x27;", "'")
        assert entries[each.name].count("<p>") == 2
