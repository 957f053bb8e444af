"""The judge of all answers in the tests notices what isn't in the OpenAPI document."""

import json

import pytest
from rest_framework.response import Response
from strict_answers import judge_answer

ADDRESS = "/api/v1/members/icon/"
LATER = {"color": "blue"}


@pytest.fixture
def judge(client, sample):
    """Return a function that judges the profile's answer with other values."""
    answer = client.get(ADDRESS)
    body, headers = answer.json(), dict(answer.headers)

    def judge(method="GET", address=ADDRESS, status=200, without=(), body=body, **changed):
        sent = {name: value for name, value in headers.items() if name not in without} | changed
        judge_answer(method, address, status, sent, json.dumps(body).encode())

    judge.body = body
    return judge


def test_an_answer_as_documented_passes(judge):
    judge()


def test_unknown_keys_fail_at_every_level(judge):
    profile = judge.body["profile"]
    count = profile["trial_counts"][0]
    for wrong in (
        judge.body | LATER,
        judge.body | {"profile": profile | LATER},
        judge.body | {"profile": profile | {"trial_counts": [count | LATER]}},
        judge.body | {"trials": count | LATER},
    ):
        with pytest.raises(AssertionError, match="isn't as documented"):
            judge(body=wrong)


@pytest.mark.parametrize(
    ("key", "value"),
    [("revision", 0), ("updated", "yesterday"), ("url", "no address"), ("status", "draft")],
)
def test_wrong_values_fail(judge, key, value):
    with pytest.raises(AssertionError, match="isn't as documented"):
        judge(body=judge.body | {key: value})


def test_what_the_document_does_not_have_fails(judge):
    with pytest.raises(AssertionError, match="418 isn't documented"):
        judge(status=418)
    with pytest.raises(AssertionError, match="isn't documented"):
        judge(address="/api/v1/nothing/")
    with pytest.raises(AssertionError, match="has no"):
        judge(without=["X-Request-ID"])
    with pytest.raises(AssertionError, match="is text/html"):
        judge(**{"Content-Type": "text/html"})
    with pytest.raises(AssertionError):
        judge(method="HEAD")


def test_every_answer_of_the_test_client_is_judged(client, sample, monkeypatch):
    monkeypatch.setattr("directory.api.root.VersionView.get", answer_more)

    with pytest.raises(AssertionError, match="isn't as documented"):
        client.get("/api/v1/version/")


def answer_more(view, request):
    return Response({"version": "1", **LATER})
