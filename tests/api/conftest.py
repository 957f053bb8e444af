"""A company, its owner's token, and a function that sends patches."""

import json

import pytest
from factories import make_member, make_owner, make_token, trial_count
from patches import ADDRESS, MERGE_PATCH


@pytest.fixture
def alpha(vocabulary):
    return make_member(
        "Alpha",
        "DE FR",
        summary="One.",
        founded=1999,
        membership="current",
        trial_counts=[
            trial_count(100),
            trial_count(90, basis="publication", source_url="https://a.example/"),
        ],
    )


@pytest.fixture
def secret(alpha):
    return make_token(make_owner(alpha))


@pytest.fixture
def patch(client, alpha, secret):
    """Return a function that sends a patch which, by default, is valid except for its body."""

    def send(body=None, address=ADDRESS, token=secret, content_type=MERGE_PATCH, **headers):
        sent = {"If-Match": client.get(ADDRESS).get("ETag", "")} | headers
        if token:
            sent["Authorization"] = f"Token {token}"
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        return client.patch(address, data, content_type=content_type, headers=sent)

    return send
