"""Two programs patch a profile at once: one of them is refused, and nothing is lost."""

import json
from functools import partial

import pytest
from django.test import Client
from factories import make_member, make_owner, make_staff, make_token, with_token

from directory.models import Change, Member, Revision, Token
from directory.people import tokens
from directory.workflow import conflicts, drafts, review, submissions

ADDRESS = "/api/v1/members/alpha/"


@pytest.fixture
def alpha(writers):
    return make_member("Alpha")


@pytest.fixture
def secret(alpha):
    return make_token(make_owner(alpha))


def patch(secret, tag, **keys):
    """Send a patch as a separate program; return the response."""
    return Client().patch(
        ADDRESS,
        json.dumps(keys),
        content_type="application/merge-patch+json",
        headers=with_token(secret, If_Match=tag),
    )


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


def test_of_two_patches_with_one_tag_one_is_published_and_the_other_is_412(writers, alpha, secret):
    review.trust_member(member=alpha, actor=make_staff())
    tag = Client().get(ADDRESS)["ETag"]

    answers = writers(
        partial(patch, secret, tag, summary="One."), partial(patch, secret, tag, founded=1999)
    )

    (done,) = (answer for answer in answers if answer.status_code == 200)
    live = Member.objects.get().revision
    assert statuses(answers) == [200, 412]
    assert (done.json()["id"], done.json()["profile"]) == (str(live.pk), live.document)
    assert live.number == Revision.objects.count() == 2
    assert Change.objects.count() == 2


def test_of_two_patches_that_wait_for_review_one_waits_and_the_other_is_409(writers, secret):
    tag = Client().get(ADDRESS)["ETag"]

    answers = writers(
        partial(patch, secret, tag, summary="One."), partial(patch, secret, tag, summary="Two.")
    )

    (done,) = (answer for answer in answers if answer.status_code == 202)
    (refused,) = (answer for answer in answers if answer.status_code == 409)
    assert refused.json()["revision"].endswith(done["Location"])
    assert str(Revision.objects.waiting().get().pk) == done.json()["id"]


def test_of_one_patch_sent_twice_at_once_one_is_published(writers, alpha, secret):
    review.trust_member(member=alpha, actor=make_staff())
    tag = Client().get(ADDRESS)["ETag"]

    answers = writers(*[partial(patch, secret, tag, summary="One.")] * 2)

    assert statuses(answers) == [200, 412]
    assert Revision.objects.count() == 2


def test_a_patch_and_a_form_submitted_at_once_do_not_write_over_each_other(writers, alpha, secret):
    review.trust_member(member=alpha, actor=make_staff())
    olga = alpha.representatives.get().user
    draft = drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 1999}
    )
    tag = Client().get(ADDRESS)["ETag"]

    submitted, answer = writers(
        partial(submissions.submit_draft, revision=draft),
        partial(patch, secret, tag, summary="One."),
    )

    live = Member.objects.get().revision
    if answer.status_code == 200:
        assert isinstance(submitted, conflicts.EditConflict)
        assert submitted.merged["founded"] == 1999  # Nothing in the form is lost.
        assert live.document["summary"] == "One."
    else:
        assert (answer.status_code, live.document["founded"]) == (412, 1999)


def test_a_token_revoked_while_it_writes_writes_before_or_not_at_all(writers, alpha, secret):
    review.trust_member(member=alpha, actor=make_staff())
    tag = Client().get(ADDRESS)["ETag"]

    _, answer = writers(
        partial(tokens.revoke_token, token=Token.objects.get()),
        partial(patch, secret, tag, summary="1."),
    )

    assert (answer.status_code, Revision.objects.count()) in {(401, 1), (200, 2)}
    assert patch(secret, tag).status_code == 401
