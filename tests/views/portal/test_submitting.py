"""A draft's ways: previewed, submitted, withdrawn, merged, discarded, edited again."""

import re

import pytest
from django.urls import reverse
from factories import make_editor, make_member, make_owner, republish

from directory.workflow import drafts, review, submissions


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE")


@pytest.fixture
def olga(alpha, client):
    olga = make_owner(alpha)
    client.force_login(olga)
    return olga


def at(name, member):
    return reverse(f"portal-{name}", args=[member.slug])


def draft(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="representative", changes=changes)


def said(client, answer):
    """Return the messages on the page to which a response redirects."""
    return [str(message) for message in client.get(answer["Location"]).context["messages"]]


def body(html):
    """Return a profile page between breadcrumbs and footer, without the publication date."""
    found = re.search(r'<header class="profile-head">.*</main>', html, re.DOTALL)[0]
    return re.sub(r"published [0-9]+ \w+ [0-9]{4}", "", found)


def test_a_preview_is_the_page_that_publishing_makes(client, alpha, olga):
    changes = {"summary": "New words.", "countries": [], "description": "**Bold**"}
    changes |= {"founded": 1980, "legal_name": "Alpha Ltd"}
    begun = draft(alpha, olga, **changes)

    preview = client.get(at("preview", alpha)).content.decode()
    republish(alpha, **changes)
    public = client.get(alpha.get_absolute_url()).content.decode()

    assert body(preview) == body(public)
    assert begun.number is None


def test_an_invalid_draft_has_links_to_its_errors_instead_of_a_preview(client, alpha, olga):
    draft(alpha, olga, founded="soon")

    page = client.get(at("preview", alpha))

    ((section, address, path, _),) = page.context["problems"]
    assert (section, path) == ("Identity", "founded")
    assert address == reverse("portal-edit", args=[alpha.slug, "identity"])


def test_a_submission_waits_and_says_so_before_and_after(client, alpha, olga):
    draft(alpha, olga, founded=1980)

    before = client.get(at("submit", alpha))
    answer = client.post(at("submit", alpha), {"message": "A year."})

    waiting = submissions.find_waiting_submission(alpha)
    assert (before.context["at_once"], [str(found) for found in before.context["changes"]]) == (
        False,
        ["Founded added: 1980"],
    )
    assert (answer.status_code, waiting.message) == (303, "A year.")
    assert said(client, answer) == [
        "Changes submitted to ACRO staff for review. The public profile stays unchanged until then."
    ]


def test_a_trusted_company_publishes_at_once_and_is_told_so_before(client, alpha, olga):
    alpha.trusted = True
    alpha.save()
    draft(alpha, olga, founded=1980)

    before = client.get(at("submit", alpha))
    answer = client.post(at("submit", alpha))

    alpha.refresh_from_db()
    assert before.context["at_once"] is True
    assert said(client, answer) == ["Changes published as revision 2."]
    assert alpha.founded == 1980


def test_nothing_is_submitted_while_there_are_errors(client, alpha, olga):
    draft(alpha, olga, founded="soon")

    answer = client.post(at("submit", alpha))

    assert (answer.status_code, submissions.find_waiting_submission(alpha)) == (400, None)
    assert [path for _, _, path, _ in answer.context["problems"]] == ["founded"]


@pytest.mark.parametrize("case", ["unchanged", "waiting"])
def test_a_conflict_is_said_on_the_page_and_the_message_is_still_there(client, alpha, olga, case):
    if case == "waiting":
        emil = make_editor(alpha)
        submissions.submit_draft(revision=draft(alpha, emil, founded=1990))
    draft(alpha, olga, founded=None if case == "unchanged" else 1980)

    answer = client.post(at("submit", alpha), {"message": "Please."})

    first = {"unchanged": "Your draft matches the published", "waiting": "Changes submitted on"}
    assert answer.status_code == 409
    assert answer.context["said"].startswith(first[case])
    assert answer.context["message"] == "Please."


def test_the_second_person_sees_what_changed_and_decides(client, alpha, olga):
    draft(alpha, olga, founded=1980, summary="Ours.")
    republish(alpha, founded=1970, legal_name="Alpha Ltd")

    led = client.post(at("submit", alpha), {"message": "Both."})
    page = client.get(led["Location"])
    undecided = client.post(at("merge", alpha), {"live": "2"})
    merged = client.post(at("merge", alpha), {"live": "2", "path": "founded", "side-0": "theirs"})

    joined = drafts.find_draft(alpha, olga)
    assert led["Location"] == at("merge", alpha)
    assert [str(found) for found in page.context["changes"]] == [
        "Legal name added: Alpha Ltd",
        "Founded added: 1970",
    ]
    assert [(choice.path, choice.ours) for choice, _ in page.context["conflicts"]] == [
        ("founded", "1980")
    ]
    assert (undecided.status_code, merged["Location"]) == (409, at("submit", alpha))
    assert (joined.base, joined.document["founded"], joined.document["summary"]) == (
        2,
        1970,
        "Ours.",
    )
    assert client.get(at("submit", alpha)).context["message"] == "Both."


def test_a_decision_is_asked_again_if_the_profile_changed_again(client, alpha, olga):
    draft(alpha, olga, founded=1980)
    republish(alpha, founded=1970)
    republish(alpha, founded=1975)

    answer = client.post(at("merge", alpha), {"live": "2", "path": "founded", "side-0": "ours"})

    assert (answer.status_code, answer.context["live"].number) == (409, 3)
    assert drafts.find_draft(alpha, olga).base == 1


def test_a_submission_is_withdrawn_and_a_draft_again(client, alpha, olga):
    submissions.submit_draft(revision=draft(alpha, olga, founded=1980))

    asked = client.get(at("withdraw", alpha))
    answer = client.post(at("withdraw", alpha))
    again = client.post(at("withdraw", alpha))

    assert (asked.status_code, answer.status_code, again.status_code) == (200, 303, 409)
    assert drafts.find_draft(alpha, olga).document["founded"] == 1980


def test_a_draft_is_discarded_by_post_alone(client, alpha, olga):
    draft(alpha, olga, founded=1980)

    client.get(at("discard", alpha))
    kept = drafts.find_draft(alpha, olga)
    answer = client.post(at("discard", alpha))

    assert kept is not None
    assert (answer.status_code, drafts.find_draft(alpha, olga)) == (303, None)


def test_confirming_takes_one_press_and_makes_no_revision(client, alpha, olga):
    client.get(at("confirm", alpha))
    alpha.refresh_from_db()
    before = alpha.verified_on

    client.post(at("confirm", alpha))

    alpha.refresh_from_db()
    assert before is None
    assert alpha.verified_on is not None
    assert alpha.revisions.count() == 1


def test_what_was_rejected_is_taken_up_with_its_reason_in_sight(client, alpha, olga, stella):
    sent = submissions.submit_draft(revision=draft(alpha, olga, founded=1980))
    review.reject_submission(revision=sent, reviewer=stella, note="No source says so.")

    page = client.get(at("member", alpha)).content.decode()
    client.post(reverse("portal-take-up", args=[alpha.slug, sent.pk]))

    assert "No source says so." in page
    assert drafts.find_draft(alpha, olga).document["founded"] == 1980


def test_my_companies_are_those_i_represent(client, alpha, olga):
    make_member("Beta")

    companies = client.get(reverse("portal")).context["companies"]

    assert [(found["member"].name, found["role"]) for found in companies] == [("Alpha", "owner")]
