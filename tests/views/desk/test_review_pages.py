import pytest
from factories import make_member, make_owner, republish
from view_steps import signed_in, submitted

from directory.models import Decision
from directory.workflow import drafts

SOURCE = "https://example.org/source"


def form_of(response, **more):
    """Return what the page's approval form sends."""
    review = response.context["review"]
    return {"live": review.live, "sent": review.sent, "note": ""} | more


def public_history(client):
    return client.get("/members/alpha/history/").content.decode()


def test_the_review_shows_the_change_in_words_beside_the_live_profile(vocabulary, desk):
    member = make_member("Alpha", "DE")
    figure = {"count": 90, "qualifier": "about", "as_of": "2024", "source_url": SOURCE}
    sent = submitted(member, "More people.", employees=figure | {"note": ""}, countries=[])

    page = desk.get(f"/desk/revisions/{sent.pk}/")

    assert [str(change) for change in page.context["review"].changes] == [
        f"Employees added: about 90; as of 2024; {SOURCE}",
        "Countries removed: Germany (office; undated; no source)",
    ]
    text = page.content.decode()
    assert "More people." in text
    assert 'href="/members/alpha/"' in text
    assert 'href="/portal/alpha/preview/submitted/"' in text


def test_an_approved_change_is_public_and_the_reviewer_back_at_the_desk(vocabulary, desk, client):
    sent = submitted(make_member("Alpha"), summary="Two.")
    page = desk.get(f"/desk/revisions/{sent.pk}/")

    answer = desk.post(f"/desk/revisions/{sent.pk}/approve/", form_of(page, note="Good."))

    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert "revision 2 of Alpha" in desk.get("/desk/").content.decode()
    assert "Two." in client.get("/members/alpha/").content.decode()
    decision = Decision.objects.get()
    assert (decision.kind, decision.reason, decision.revision_id) == ("approved", "Good.", sent.pk)


def test_a_rejection_takes_a_reason_that_its_author_reads(vocabulary, desk):
    sent = submitted(make_member("Alpha"), summary="Two.")
    address = f"/desk/revisions/{sent.pk}/reject/"

    without = desk.post(address, {"note": ""})
    answer = desk.post(address, {"note": "No source."})

    sent.refresh_from_db()
    assert (without.status_code, answer.status_code) == (400, 303)
    assert (sent.state, sent.review_note) == ("rejected", "No source.")
    assert "No source." in desk.get(f"/desk/revisions/{sent.pk}/").content.decode()


def test_a_late_decision_is_refused_and_keeps_the_form(vocabulary, desk):
    sent = submitted(make_member("Alpha"), summary="Two.")
    form = form_of(desk.get(f"/desk/revisions/{sent.pk}/"))
    desk.post(f"/desk/revisions/{sent.pk}/approve/", form)

    again = desk.post(f"/desk/revisions/{sent.pk}/approve/", form)
    late = desk.post(f"/desk/revisions/{sent.pk}/reject/", {"note": "No."})

    assert (again.status_code, late.status_code) == (409, 409)
    assert "This submission has already been published." in late.content.decode()


def test_a_change_since_the_page_was_opened_is_shown(vocabulary, desk):
    member = make_member("Alpha")
    sent = submitted(member, summary="Two.")
    address = f"/desk/revisions/{sent.pk}/approve/"
    form = form_of(desk.get(f"/desk/revisions/{sent.pk}/"), note="Good.")
    republish(member, founded=1999)

    shown_again = desk.post(address, form)
    page = shown_again.content.decode()

    assert shown_again.status_code == 409
    assert "The submission or the profile changed after you opened this page." in page
    assert "Founded" in page
    assert "Good.</textarea>" in page
    assert desk.post(address, form_of(shown_again)).status_code == 303
    member.refresh_from_db()
    assert (member.summary, member.founded) == ("Two.", 1999)


def test_a_conflict_shows_both_sides_and_one_is_chosen(vocabulary, desk):
    member = make_member("Alpha", founded=1990)
    sent = submitted(member, founded=1991, summary="Two.")
    republish(member, founded=1992)
    address = f"/desk/revisions/{sent.pk}/"
    page = desk.get(address)

    choice = page.context["review"].conflicts[0]
    undecided = desk.post(f"{address}approve/", form_of(page))
    half = form_of(page, path=["other", "founded"], **{"side-1": "theirs"}, live=9)
    kept = desk.post(f"{address}approve/", half).content.decode()
    chosen = form_of(page, path=["founded"], **{"side-0": "theirs"})
    answer = desk.post(f"{address}approve/", chosen)

    assert (choice.label, choice.base, choice.ours, choice.theirs) == (
        "Founded",
        "1990",
        "1991",
        "1992",
    )
    assert undecided.status_code == 409
    assert "Choose which value to keep for each." in undecided.content.decode()
    assert 'value="theirs" checked' in kept
    assert answer.status_code == 303
    member.refresh_from_db()
    assert (member.founded, member.summary) == (1992, "Two.")


def test_a_submission_is_edited_in_the_reviewers_draft_and_approved(
    vocabulary, client, desk, stella
):
    member = make_member("Alpha")
    sent = submitted(member, summary="Two.", founded=1999)
    address = f"/desk/revisions/{sent.pk}/"

    begun = desk.post(f"{address}edit/")
    drafts.save_draft(member=member, author=stella, origin="staff", changes={"summary": "2."})
    page = desk.get(address)
    edited = form_of(page, edited=page.context["review"].edited_hash, note="Shorter.")
    answer = desk.post(f"{address}approve/", edited)

    assert (begun.status_code, begun["Location"]) == (303, "/portal/alpha/edit/identity/")
    assert [str(change) for change in page.context["review"].edits] == [
        "Summary: [removed: Two.] [added: 2.]",
    ]
    assert answer.status_code == 303
    member.refresh_from_db()
    decision = Decision.objects.get()
    assert (member.summary, member.founded, member.revision_id) == ("2.", 1999, sent.pk)
    assert (decision.kind, decision.document["summary"]) == ("edited", "Two.")
    assert drafts.find_draft(member, stella) is None
    assert "By the company, edited by ACRO staff" in public_history(client)


def test_edits_that_are_not_valid_are_named_by_path_and_stay_in_the_draft(vocabulary, desk, stella):
    member = make_member("Alpha")
    sent = submitted(member, summary="Two.")
    address = f"/desk/revisions/{sent.pk}/"
    desk.post(f"{address}edit/")
    drafts.save_draft(member=member, author=stella, origin="staff", changes={"founded": 5})
    page = desk.get(address)

    edited = form_of(page, edited=page.context["review"].edited_hash)
    answer = desk.post(f"{address}approve/", edited)

    assert answer.status_code == 400
    assert "<code>founded</code>" in answer.content.decode()
    sent.refresh_from_db()
    assert (sent.state, drafts.find_draft(member, stella).document["founded"]) == ("submitted", 5)


def test_a_draft_that_went_on_in_another_window_is_shown_again(vocabulary, desk, stella):
    member = make_member("Alpha")
    sent = submitted(member, summary="Two.")
    address = f"/desk/revisions/{sent.pk}/"
    desk.post(f"{address}edit/")
    page = desk.get(address)
    edited = form_of(page, edited=page.context["review"].edited_hash)
    drafts.save_draft(member=member, author=stella, origin="staff", changes={"founded": 1999})

    answer = desk.post(f"{address}approve/", edited)

    assert answer.status_code == 409
    assert "1999" in answer.content.decode()
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_edits_made_from_a_newer_profile_are_published_as_they_were_seen(vocabulary, desk, stella):
    member = make_member("Alpha", founded=1990, summary="One.")
    sent = submitted(member, summary="Two.")
    republish(member, founded=1992)
    address = f"/desk/revisions/{sent.pk}/"
    desk.post(f"{address}edit/")
    drafts.save_draft(member=member, author=stella, origin="staff", changes={"founded": 1990})
    page = desk.get(address)
    edited = form_of(page, edited=page.context["review"].edited_hash)

    assert desk.post(f"{address}approve/", edited).status_code == 303
    member.refresh_from_db()
    assert (member.founded, member.summary) == (1990, "Two.")


def test_the_reviewers_draft_is_not_overwritten(vocabulary, desk, stella):
    member = make_member("Alpha")
    sent = submitted(member, summary="Two.")
    drafts.save_draft(member=member, author=stella, origin="staff", changes={"founded": 1999})

    answer = desk.post(f"/desk/revisions/{sent.pk}/edit/")

    assert answer.status_code == 409
    assert "You already have a draft of this profile" in answer.content.decode()
    assert drafts.find_draft(member, stella).document["founded"] == 1999


def test_a_revision_is_withheld_and_shown_again_with_a_reason(vocabulary, desk, client):
    member = make_member("Alpha")
    second = republish(member, summary="A secret.")
    republish(member, summary="Three.")
    address = f"/desk/revisions/{second.pk}/"

    without = desk.post(f"{address}withhold/", {"reason": ""})
    withheld = desk.post(f"{address}withhold/", {"reason": "A private matter."})
    gap = client.get("/members/alpha/history/").content.decode()
    shown = desk.post(f"{address}show/", {"reason": "Settled."})
    again = client.get("/members/alpha/history/").content.decode()

    assert (without.status_code, withheld.status_code, shown.status_code) == (400, 303, 303)
    assert "secret" not in gap
    assert "ACRO staff have withheld" in gap
    assert "secret" in again
    assert list(Decision.objects.values_list("kind", "reason")) == [
        ("shown", "Settled."),
        ("withheld", "A private matter."),
    ]


@pytest.mark.parametrize("verb", ["approve", "reject", "edit", "look-at", "withhold", "show"])
def test_opening_a_page_decides_nothing(vocabulary, desk, verb):
    sent = submitted(make_member("Alpha"), summary="Two.")

    assert desk.get(f"/desk/revisions/{sent.pk}/{verb}/").status_code == 405


def test_another_persons_draft_is_not_at_the_desk(vocabulary, desk):
    member = make_member("Alpha")
    draft = drafts.save_draft(
        member=member, author=make_owner(member), origin="representative", changes={"founded": 1}
    )

    assert desk.get(f"/desk/revisions/{draft.pk}/").status_code == 404
    assert signed_in(draft.author).get(f"/desk/revisions/{draft.pk}/").status_code == 404
