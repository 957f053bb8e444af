import pytest
from factories import make_editor, make_member, make_owner, make_user, republish, trial_count
from view_steps import signed_in, submitted

from directory.profile.history import HISTORY_PAGE_SIZE
from directory.workflow import conflicts, review

SOURCE = "https://example.org/source"


def approved(sent, stella, note=""):
    live = sent.member.revision.number
    shown = {"live": live, "sent": conflicts.hash_document(sent.document)}
    return review.approve_submission(revision=sent, reviewer=stella, note=note, **shown)


def test_the_public_history_shows_changes_and_times_and_no_personal_data(
    vocabulary, client, stella
):
    member = make_member("Alpha", "DE", summary="One.")
    done = approved(submitted(member, "As Olga said.", summary="Two."), stella, "Thanks, Olga.")

    response = client.get("/members/alpha/history/")
    page = response.content.decode()

    assert [version.number for version in response.context["history"].versions] == [2, 1]
    assert done.published_at.strftime("%H:%M UTC") in page
    assert "By the company" in page
    assert "Two." in page
    assert "Olga" not in page
    assert "example.org" not in page
    assert not response.cookies
    assert 'href="/members/alpha/history/"' in client.get("/members/alpha/").content.decode()


def test_a_long_history_has_pages(vocabulary, client):
    member = make_member("Alpha")
    for year in range(1950, 1950 + HISTORY_PAGE_SIZE):
        republish(member, founded=year)

    first, second = (client.get(f"/members/alpha/history/?page={number}") for number in (1, 2))

    assert 'href="?page=2">Older revisions' in first.content.decode()
    assert 'href="?page=1">Newer revisions' in second.content.decode()
    assert [version.number for version in second.context["history"].versions] == [1]


def test_people_who_manage_a_profile_see_who_changed_it_and_why(vocabulary, stella):
    member = make_member("Alpha")
    owner = make_owner(member)
    approved(submitted(member, "New year.", founded=1999), stella, "Thanks.")

    page = signed_in(owner).get("/portal/alpha/history/").content.decode()

    assert "olga@example.org, for the company" in " ".join(page.split())
    assert "New year." in page
    assert "Thanks." in page
    assert 'href="/portal/alpha/history/1/restore/"' in page
    assert "approved by ACRO staff" in page
    assert "stella" not in page


def test_a_withheld_revision_is_marked_for_people_who_manage_the_profile(vocabulary, stella):
    member = make_member("Alpha")
    second = republish(member, summary="A secret.")
    review.withhold(revision=second, actor=stella, reason="Private.")

    page = signed_in(make_editor(member)).get("/portal/alpha/history/").content.decode()

    assert "withheld from the public history" in page
    assert "A secret." in page


@pytest.mark.parametrize("address", ["/portal/alpha/history/", "/portal/alpha/history/1/restore/"])
def test_the_history_with_names_is_not_there_for_strangers(vocabulary, client, address):
    make_member("Alpha")

    assert signed_in(make_user()).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_restore_shows_what_would_change_and_is_published_for_staff(vocabulary, desk):
    member = make_member("Alpha", summary="One.")
    republish(member, summary="Two.")
    address = "/portal/alpha/history/1/restore/"

    asked = desk.get(address)
    answer = desk.post(address, {"live": 2, "message": "Two was wrong.", "reason": "Told."})

    assert [str(change) for change in asked.context["changes"]] == [
        "Summary: [removed: Two.] [added: One.]"
    ]
    assert "will be published immediately" in asked.content.decode()
    assert (answer.status_code, answer["Location"]) == (303, "/portal/alpha/history/")
    member.refresh_from_db()
    restored = member.revision
    assert (restored.number, restored.document["summary"]) == (3, "One.")
    assert (restored.message, restored.origin) == ("Two was wrong.", "staff")


def test_a_representatives_restore_is_reviewed_and_keeps_staff_fields(vocabulary):
    published = trial_count(10, basis="publication", source_url=SOURCE)
    member = make_member("Alpha", summary="One.")
    republish(member, summary="Two.", membership="current", trial_counts=[published])
    owner = signed_in(make_owner(member))

    asked = owner.get("/portal/alpha/history/1/restore/")
    answer = owner.post("/portal/alpha/history/1/restore/", {"live": 2})

    assert "ACRO staff will review the restored profile" in asked.content.decode()
    assert answer.status_code == 303
    waiting = member.revisions.get(state="submitted").document
    assert (waiting["summary"], waiting["membership"]) == ("One.", "current")
    assert len(waiting["trial_counts"]) == 1
    second = owner.post("/portal/alpha/history/1/restore/", {"live": 2, "message": "Again."})
    assert second.status_code == 409
    assert "is awaiting review. Withdraw it" in second.content.decode()


def test_a_restore_of_a_profile_that_moved_is_asked_again(vocabulary, desk):
    member = make_member("Alpha", summary="One.")
    republish(member, summary="Two.")
    republish(member, summary="Three.")

    answer = desk.post("/portal/alpha/history/1/restore/", {"live": 2, "message": "Back."})

    assert answer.status_code == 409
    assert "Back.</textarea>" in answer.content.decode()
    member.refresh_from_db()
    assert member.revision.number == 3


def test_the_published_revision_cannot_be_restored(vocabulary, desk):
    member = make_member("Alpha", summary="One.")

    page = desk.get("/portal/alpha/history/1/restore/").content.decode()

    assert "there is nothing to restore" in page
    assert desk.get("/portal/alpha/history/9/restore/").status_code == 404
    assert desk.get(f"/portal/alpha/history/{10**30}/restore/").status_code == 404
    assert member.revisions.count() == 1
