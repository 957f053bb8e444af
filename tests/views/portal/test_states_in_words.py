"""Tests of what the portal and the desk say about a profile: no two sentences contradict."""

from datetime import timedelta

import pytest
from factories import document, make_editor, make_member, make_owner
from view_steps import signed_in, submitted

from directory import dates
from directory.mail import reminders
from directory.models import Member, write_lock
from directory.workflow import drafts, publishing, review
from directory.workflow.validation import validate_for_member

EMPLOYEES = {"count": 90, "qualifier": "about", "as_of": "", "source_url": "https://a.example/"}


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", employees=EMPLOYEES | {"note": ""})


def read_text(response):
    return " ".join(response.content.decode().split())


def make_draft_member(name="Alpha"):
    """Create a company that was entered but never published."""
    entered = validate_for_member(document(name))
    with write_lock():
        entry = publishing.DocumentToPublish(None, entered)
        publishing.create_draft_members([entry], origin="import")
    return Member.objects.get(slug=entered["slug"])


def test_the_list_of_companies_calls_only_members_members(vocabulary, desk):
    for name in ("Alpha", "Beta"):
        make_member(name)
    make_member("Gamma", membership="current")

    page = read_text(desk.get("/desk/members/"))

    assert '<p class="result-count">3 companies</p>' in page
    assert "3 members" not in page


def test_a_profile_never_confirmed_is_not_called_a_year_old(vocabulary, desk):
    make_member("Never")
    publishing.confirm_profile(make_member("Fresh"))
    publishing.confirm_profile(make_member("Old"))
    long_ago = dates.today() - timedelta(days=400)
    Member.objects.filter(slug="old").update(verified_on=long_ago)

    def list_names(show):
        return [row.name for row in desk.get(f"/desk/members/?show={show}").context["page"]]

    queue = read_text(desk.get("/desk/"))
    assert (list_names("stale"), list_names("unconfirmed")) == (["Old"], ["Never"])
    assert 'Profiles last confirmed over a year ago</a> <span class="tally">1</span>' in queue
    assert 'Profiles not yet confirmed by the company</a> <span class="tally">1</span>' in queue


def test_the_log_tells_who_approved_from_who_wrote(alpha, desk, stella):
    sent = submitted(alpha, founded=1999)
    review.approve_submission(
        revision=sent, reviewer=stella, live=1, sent=desk_hash(desk, sent), note="Good."
    )

    log = read_text(desk.get("/desk/members/alpha/"))
    revision = read_text(desk.get(f"/desk/revisions/{sent.pk}/"))

    assert "<b>Approved</b> by stella@example.org: Good." in log
    assert "Revision 2</a> written by owner-alpha@example.org, for the company" in log
    assert "written by owner-alpha@example.org, for the company" in revision
    assert "· approved by stella@example.org" in revision


def desk_hash(desk, sent):
    return desk.get(f"/desk/revisions/{sent.pk}/").context["review"].sent


def test_what_waits_is_not_called_unpublished(vocabulary, desk):
    member = make_draft_member()
    sent = submitted(member, summary="One.")
    owner = signed_in(sent.author)

    pages = {
        path: read_text(client.get(path))
        for client, path in [
            (owner, "/portal/alpha/"),
            (owner, "/portal/alpha/history/"),
            (desk, "/desk/members/alpha/"),
        ]
    }

    assert "The first version is awaiting review." in pages["/portal/alpha/"]
    assert "Submit the profile to publish" not in pages["/portal/alpha/"]
    assert "The first one is awaiting review." in pages["/portal/alpha/history/"]
    assert "the first version is awaiting review." in pages["/desk/members/alpha/"]
    assert "not published yet" not in pages["/desk/members/alpha/"]
    assert "Unpublished" not in pages["/desk/members/alpha/"]


def test_completeness_and_age_count_the_changes_awaiting_review(alpha):
    before = signed_in(make_editor(alpha)).get("/portal/alpha/")
    dated = EMPLOYEES | {"note": "", "as_of": str(dates.today())[:4]}
    sent = submitted(alpha, employees=dated, founded=1999)

    after = signed_in(sent.author).get("/portal/alpha/")

    assert [old.path for old in before.context["stale"]] == ["employees"]
    assert after.context["stale"] == []
    assert after.context["completeness"].percent > before.context["completeness"].percent
    assert "Counting the changes awaiting review." in after.content.decode()
    assert "Counting" not in before.content.decode()


@pytest.mark.parametrize(
    ("founded", "said"),
    [
        (1999, "ounting the changes in your draft"),
        (5, "ounting the published profile, without your draft"),
    ],
)
def test_completeness_says_whether_it_counts_the_draft(alpha, founded, said):
    olga = make_owner(alpha)
    drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": founded}
    )
    client = signed_in(olga)

    pages = [client.get(path).content.decode() for path in ("/portal/", "/portal/alpha/")]

    assert [said in page for page in pages] == [True, True]


def test_a_profile_is_not_confirmed_while_the_companys_own_change_is_pending(alpha):
    sent = submitted(alpha, founded=1999)
    client = signed_in(sent.author)

    shown = [client.get(path).content.decode() for path in ("/portal/", "/portal/alpha/")]
    asked, pressed = (ask("/portal/alpha/confirm/") for ask in (client.get, client.post))

    alpha.refresh_from_db()
    assert alpha.verified_on is None
    assert ["Confirm everything is up to date" in page for page in shown] == [False, False]
    assert "after your submitted changes are published" in shown[1]
    assert (asked.status_code, pressed.status_code) == (409, 409)
    assert "You can confirm it once they are published" in pressed.content.decode()
    assert "<button>Confirm profile</button>" not in pressed.content.decode()


def test_a_reminders_link_confirms_nothing_while_a_change_is_pending(alpha, client):
    sent = submitted(alpha, founded=1999)
    link = f"/portal/still-right/{reminders.sign_reminder(sent.author.representations.get())}/"

    asked, pressed = client.get(link), client.post(link)

    alpha.refresh_from_db()
    assert (asked.status_code, pressed.status_code, alpha.verified_on) == (200, 409, None)
    assert "Confirm everything is up to date" not in asked.content.decode()
    assert "You can confirm it once they are published" in asked.content.decode()
