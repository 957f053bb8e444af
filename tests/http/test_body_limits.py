"""A request body that is too large for its address is refused by its length."""

import io
from urllib.parse import urlencode

import pytest
from factories import make_member, make_owner

from directory.document.structure import TRIAL_COUNT_KEYS
from directory.http.body_limits import find_body_limit

MEGABYTE = 1024 * 1024


class Unread(io.BytesIO):
    """A body that fails the test if anything reads it."""

    def read(self, *args):
        raise AssertionError("The body was read.")

    readline = readinto = read


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/api/v1/members/alpha/", 2.5 * MEGABYTE),
        ("/api/v1/members/", 100 * 1024),
        ("/portal/alpha/edit/links/", 6 * MEGABYTE),
        ("/portal/alpha/edit/text/", MEGABYTE),
        ("/desk/invitations/", MEGABYTE),
        ("/admin/directory/user/1/change/", MEGABYTE),
        ("/accounts/login/", 100 * 1024),
        ("/members/alpha/access/", 100 * 1024),
        ("/nowhere/", 100 * 1024),
    ],
)
def test_one_byte_more_than_the_limit_is_refused_without_reading(
    client, vocabulary, address, limit
):
    def status(length):
        environ = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
        return client.generic("PUT", address, **environ).status_code

    assert find_body_limit(address) == limit
    assert status(int(limit) + 1) == 413
    assert status(10**30) == 413
    assert status(int(limit) // 1_000_000_000) != 413


def test_the_api_refuses_in_its_own_form(client, vocabulary):
    response = client.generic("PATCH", "/api/v1/members/alpha/", CONTENT_LENGTH="3000000")

    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert response.json()["detail"] == "The request body is too large."


@pytest.mark.parametrize("length", ["-1", "1e3", "+5", "٣", "0x10", "1, 1"])
def test_a_length_that_is_no_number_is_a_bad_request(client, vocabulary, length):
    assert client.generic("POST", "/accounts/login/", CONTENT_LENGTH=length).status_code == 400


def test_a_form_larger_than_django_reads_into_memory_is_413_too(client, vocabulary, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = client.post("/accounts/login/", {"login": "x" * 2000})

    assert response.status_code == 413


def test_the_form_of_500_trial_counts_with_full_notes_fits(client, vocabulary):
    member = make_member("Alpha")
    client.force_login(make_owner(member))
    row = dict.fromkeys(TRIAL_COUNT_KEYS, "") | {"trials": "12", "measure": "worked_on"}
    row |= {"qualifier": "stated", "basis": "company", "as_of": "2024-05-01", "phase": "PHASE1"}
    row |= {"source_url": f"https://example.org/{'a' * 100}", "note": "n" * 500}
    rows = range(500)
    typed = urlencode(
        {f"trial_counts[{n}].{key}": value for n in rows for key, value in row.items()}
    )

    response = client.post(
        "/portal/alpha/edit/figures/", typed, content_type="application/x-www-form-urlencoded"
    )

    assert len(typed) > 500_000
    assert response.status_code == 303
