"""A document is validated and compared before the write lock is taken, once.

Other writers wait for the lock, and a large document takes a part of a second.
"""

import sys
from collections import Counter

import pytest
from factories import make_member, make_owner, make_staff, make_token, republish

from directory.document import DocumentInvalid
from directory.models import Revision, Token
from directory.models.locks import in_write_lock
from directory.people import tokens
from directory.workflow import drafts, review, submissions
from directory.workflow.conflicts import EditConflict, find_published_number, hash_document

HEAVY_FUNCTIONS = {"validate_document", "describe_changes", "compare_texts"}


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE", description="Some words that are compared.")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


def count_work(verb, **given):
    """Call a verb; return its result, and the calls of heavy functions outside and in the lock."""
    calls = {False: Counter(), True: Counter()}

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_name in HEAVY_FUNCTIONS:
            calls[in_write_lock()][frame.f_code.co_name] += 1

    sys.setprofile(note)
    try:
        result = verb(**given)
    finally:
        sys.setprofile(None)
    return result, calls[False], calls[True]


ONCE = {"validate_document": 1, "describe_changes": 1, "compare_texts": 1}
CHANGED = {"description": "Some other words that are compared."}


def test_submitting_with_a_token_works_before_the_lock(alpha, olga):
    make_staff()
    make_token(olga)
    document = alpha.revision.document | CHANGED

    sent, before, inside = count_work(
        tokens.submit_by_token, token=Token.objects.get(), document=document, base=1
    )

    assert (sent.state, before, inside) == ("submitted", ONCE, {})


def test_submitting_a_draft_works_before_the_lock(alpha, olga):
    make_staff()
    draft = drafts.save_draft(member=alpha, author=olga, origin="representative", changes=CHANGED)

    sent, before, inside = count_work(submissions.submit_draft, revision=draft)

    assert (sent.state, before, inside) == ("submitted", ONCE, {})


def test_saving_a_section_works_before_the_lock(alpha, olga):
    opened = alpha.revision.document

    saved, before, inside = count_work(
        drafts.save_section,
        member=alpha,
        author=olga,
        origin="representative",
        opened=opened,
        changes=CHANGED,
        since=1,
    )

    assert saved.draft.document == opened | CHANGED
    assert (before, inside) == ({"validate_document": 1}, {})


def test_approving_works_before_the_lock(alpha, olga):
    draft = drafts.save_draft(member=alpha, author=olga, origin="representative", changes=CHANGED)
    sent = submissions.submit_draft(revision=draft)

    done, before, inside = count_work(
        review.approve_submission,
        revision=sent,
        reviewer=make_staff(),
        live=1,
        sent=hash_document(sent.document),
    )

    assert (done.state, before, inside) == ("published", ONCE, {})


def test_restoring_works_before_the_lock(alpha, olga):
    make_staff()
    republish(alpha, **CHANGED)

    sent, before, inside = count_work(
        submissions.restore_revision, member=alpha, number=1, author=olga, origin="representative"
    )

    assert (sent.state, before, inside) == ("submitted", ONCE, {})


def test_rejecting_compares_before_the_lock(alpha, olga):
    draft = drafts.save_draft(member=alpha, author=olga, origin="representative", changes=CHANGED)
    sent = submissions.submit_draft(revision=draft)

    done, before, inside = count_work(
        review.reject_submission, revision=sent, reviewer=make_staff(), note="No."
    )

    assert (done.state, inside) == ("rejected", {})
    assert before == {"describe_changes": 1, "compare_texts": 1}


def test_an_invalid_document_is_refused_without_work_in_the_lock(alpha, olga):
    given = {"member": alpha, "author": olga, "origin": "api", "base": 1}
    calls = []

    def submit():
        with pytest.raises(DocumentInvalid) as refused:
            submissions.submit_document(document={"name": 1}, **given)
        calls.extend(refused.value.problems)

    _, before, inside = count_work(submit)

    assert calls
    assert (before, inside) == ({"validate_document": 1}, {})


def test_merging_a_draft_validates_before_the_lock(alpha, olga):
    draft = drafts.save_draft(member=alpha, author=olga, origin="representative", changes=CHANGED)
    republish(alpha, summary="Newer.")

    with pytest.raises(EditConflict):
        count_work(submissions.submit_draft, revision=draft)
    merged, before, inside = count_work(drafts.rebase_draft, revision=draft)

    assert (merged.base, before, inside) == (2, {"validate_document": 1}, {})


def test_a_document_is_checked_again_if_the_directory_changed_before_the_lock(alpha, olga):
    document = alpha.revision.document | {"parent": {"name": "Beta", "slug": "beta"}}
    beta = make_member("Beta", "DE")
    found = submissions.precheck_document(document, alpha, Revision.Origin.API)
    review.decide_to_archive(member=beta, actor=make_staff(), reason="Gone.")

    with pytest.raises(DocumentInvalid) as refused:
        submissions.submit_document(
            member=alpha,
            author=olga,
            origin=Revision.Origin.API,
            document=document,
            base=find_published_number(alpha),
            precheck=found,
        )

    assert [problem.code for problem in refused.value.problems] == ["no_such_member"]
    assert found.checked.canonical is not None
