"""Tests of staff publications: the log, the reason, and the changes it shows."""

import pytest
from factories import make_member, make_owner, republish
from view_steps import submitted

from directory.models import Decision
from directory.workflow import drafts

SUBMIT = "/portal/alpha/submit/"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", summary="One.")


def draft(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="staff", changes=changes)


def list_log(member):
    return [(each.kind, each.reason, each.actor.email) for each in member.decisions.all()]


def read_text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"membership": "current"}, "Changed: Membership (Membership unconfirmed → Member)"),
        ({"slug": "beta"}, "Changed: Profile URL (alpha → beta)"),
        ({"successor": "gamma"}, "Changed: Now part of (none → gamma)"),
        ({"kind": "technology"}, "Changed: Company type ("),
        ({"summary": "Two."}, "Changed: Summary"),
    ],
)
def test_what_staff_publish_is_in_the_log_with_its_reason_and_what_changed(
    alpha, desk, stella, changes, words
):
    make_member("Gamma")
    draft(alpha, stella, **changes)

    desk.post(SUBMIT, {"reason": "Board decision of May 5.", "message": "See your letter."})

    alpha.refresh_from_db()
    page = read_text(desk.get(f"/desk/members/{alpha.slug}/"))
    assert list_log(alpha) == [("published", "Board decision of May 5.", "stella@example.org")]
    assert "<b>Published</b> by stella@example.org: Board decision of May 5." in page
    assert words in page


def test_a_new_slug_is_also_in_the_logs_of_the_profiles_that_name_it(alpha, desk, stella):
    subsidiary = make_member("Beta", successor="alpha")
    draft(alpha, stella, slug="gamma")

    desk.post(SUBMIT, {"reason": "Renamed in May."})

    said = "alpha is now gamma. Renamed in May."
    assert list_log(subsidiary) == [("published", said, "stella@example.org")]
    assert "Changed: Now part of (alpha → gamma)" in read_text(desk.get("/desk/members/beta/"))


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_staff_publish_nothing_without_a_readable_reason(alpha, desk, stella, reason):
    draft(alpha, stella, summary="Two.")

    answer = desk.post(SUBMIT, {"reason": reason, "message": "Typed."})

    page = read_text(answer)
    assert answer.status_code == 400
    assert 'id="id_reason-error"' in page
    assert "Typed.</textarea>" in page
    assert drafts.find_draft(alpha, stella).document["summary"] == "Two."
    assert list_log(alpha) == []


def test_the_reason_survives_a_merge_with_what_was_published_meanwhile(alpha, desk, stella):
    draft(alpha, stella, summary="Two.")
    republish(alpha, founded=1999)

    desk.post(SUBMIT, {"reason": "Asked by phone.", "message": ""})
    desk.post("/portal/alpha/merge/", {"live": "2"})

    assert "Asked by phone.</textarea>" in desk.get(SUBMIT).content.decode()


def test_restoring_a_revision_as_staff_takes_a_reason_and_is_logged(alpha, desk):
    republish(alpha, summary="Two.")
    address = "/portal/alpha/history/1/restore/"

    without = desk.post(address, {"live": "2", "message": "Typed."})
    answer = desk.post(address, {"live": "2", "reason": "Published by mistake."})

    assert (without.status_code, answer.status_code) == (400, 303)
    assert "Typed.</textarea>" in without.content.decode()
    assert list_log(alpha) == [("restored", "Published by mistake.", "stella@example.org")]
    page = read_text(desk.get("/desk/members/alpha/"))
    assert "<b>Earlier revision restored</b>" in page
    assert "Changed: Summary" in page


def test_representatives_are_not_asked_for_a_reason_and_leave_no_decision(alpha, client):
    alpha.trusted = True
    alpha.save()
    olga = make_owner(alpha)
    client.force_login(olga)
    drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"summary": "Two."}
    )

    asked = client.get(SUBMIT).content.decode()
    answer = client.post(SUBMIT, {"message": ""})

    alpha.refresh_from_db()
    assert 'name="reason"' not in asked
    assert (answer.status_code, alpha.summary) == (303, "Two.")
    assert list_log(alpha) == []


def test_a_reviewers_edit_of_the_membership_takes_a_reason(alpha, desk, stella):
    sent = submitted(alpha, summary="Two.")
    desk.post(f"/desk/revisions/{sent.pk}/edit/")
    draft(alpha, stella, membership="current")
    review = desk.get(f"/desk/revisions/{sent.pk}/").context["review"]
    form = {"live": review.live, "sent": review.sent, "edited": review.edited_hash}

    without = desk.post(f"/desk/revisions/{sent.pk}/approve/", form)
    answer = desk.post(f"/desk/revisions/{sent.pk}/approve/", form | {"note": "Joined in May."})

    assert (without.status_code, answer.status_code) == (409, 303)
    assert "Enter the reason in the note." in without.content.decode()
    assert list_log(alpha) == [("edited", "Joined in May.", "stella@example.org")]
    page = read_text(desk.get("/desk/members/alpha/"))
    assert "Membership (Membership unconfirmed → Member)" in page


def test_the_log_of_a_company_costs_the_same_queries_however_long_it_is(
    alpha, desk, django_assert_max_num_queries
):
    for number in range(3):
        alpha.refresh_from_db()
        draft(alpha, desk_user(desk), summary=f"Version {number}.")
        desk.post(SUBMIT, {"reason": "Again."})

    with django_assert_max_num_queries(20):
        desk.get("/desk/members/alpha/")

    assert Decision.objects.count() == 3


def desk_user(desk):
    return desk.get("/desk/").context["user"]
