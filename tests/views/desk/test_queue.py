import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import make_member, make_user
from view_steps import signed_in, submitted

from directory import search
from directory.models import AccessRequest, Member, Revision
from directory.workflow import publishing, review


def trusted(name, stella):
    member = make_member(name)
    review.trust_member(member=member, actor=stella, reason="Known for years.")
    member.refresh_from_db()
    return member


def test_the_queue_says_what_waits_oldest_first_by_whom_for_how_long(vocabulary, desk, stella):
    new = submitted(make_member("Alpha"), founded=1999)
    countries = [{"code": code, "kind": "office"} for code in ("DE", "FR")]
    old = submitted(make_member("Beta", "JP"), "Two offices more.", countries=countries)
    waited = timezone.now() - timedelta(days=3, minutes=1)
    Revision.objects.filter(pk=old.pk).update(submitted_at=waited)

    response = desk.get("/desk/")

    rows = response.context["waiting"]
    assert [(row["revision"].pk, row["what"]) for row in rows] == [
        (old.pk, "Countries (2 added, 1 removed)"),
        (new.pk, "Founded"),
    ]
    page = re.sub("[ \n]+", " ", response.content.decode())
    assert "owner-beta@example.org, for the company" in page
    assert "Submitted <time" in page
    assert "3\xa0days ago</time>" in page
    assert "Two offices more." in page


def test_a_trusted_companys_publication_is_queued_until_it_is_reviewed(vocabulary, desk, stella):
    done = submitted(trusted("Alpha", stella), founded=1999)
    assert done.state == "published"

    before = desk.get("/desk/").context["to_look_at"]
    answer = desk.post(f"/desk/revisions/{done.pk}/look-at/")
    after = desk.get("/desk/").context

    assert [row["revision"].pk for row in before] == [done.pk]
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert (after["to_look_at"], after["to_look_at_count"]) == ([], 0)


def test_the_queue_also_shows_requests_and_unconfirmed_profiles(vocabulary, desk):
    member = make_member("Alpha")
    publishing.confirm_profile(make_member("Beta"))
    confirmed = {"confirmed_at": timezone.now()}
    AccessRequest.objects.create(member=member, name="Ann", email="ann@example.org", **confirmed)
    AccessRequest.objects.create(member=member, name="Bob", email="bob@example.org")

    context = desk.get("/desk/").context

    names = ("request_count", "stale_count", "unconfirmed_count", "unowned_count")
    assert [context[name] for name in names] == [1, 0, 1, 2]


def test_the_queue_costs_the_same_queries_however_much_waits(vocabulary, desk, stella):
    def queries():
        search.fetch_snapshot()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/desk/").status_code == 200
        return len(captured)

    submitted(make_member("Alpha"), founded=1999)
    submitted(trusted("Beta", stella), founded=1999)
    few = queries()
    for number in range(5):
        submitted(make_member(f"Company {number}"), founded=1999)
        submitted(trusted(f"Trusted {number}", stella), founded=1999)

    assert queries() == few
    assert few <= 20


def test_the_list_of_members_shows_the_status_of_each(vocabulary, desk, stella):
    alpha = make_member("Alpha")
    submitted(alpha, founded=1999)
    trusted("Bêta", stella)
    publishing.archive_profile(make_member("Gone"))

    def names(query):
        return [row.name for row in desk.get(f"/desk/members/{query}").context["page"]]

    assert names("") == ["Alpha", "Bêta", "Gone"]
    assert names("?q=BETA") == ["Bêta"]
    assert names("?show=trusted") == ["Bêta"]
    assert names("?show=archived") == ["Gone"]
    assert names("?show=unowned") == ["Bêta"]
    assert names("?show=unconfirmed") == ["Alpha", "Bêta"]
    assert names("?show=stale") == []
    first = desk.get("/desk/members/").context["page"][0]
    assert (first.owners, first.waits) == (1, True)
    assert desk.get("/desk/members/?show=all&page=2").status_code == 404
    assert desk.get("/desk/members/?show=best").status_code == 400


def test_a_page_of_the_member_list_is_a_plain_number(desk):
    pages = ["1", "1_0", "1.0", "１", "-1", "+1"]

    answers = [desk.get("/desk/members/", {"page": page}).status_code for page in pages]

    assert answers == [200, 400, 400, 400, 400, 400]


def test_the_list_of_members_costs_the_same_queries_and_reads_the_page_shown(vocabulary, desk):
    def queries():
        search.fetch_snapshot()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/desk/members/").status_code == 200
        return [query["sql"] for query in captured]

    make_member("Alpha")
    few = queries()
    for number in range(60):
        make_member(f"Company {number}")
    many = queries()

    chosen = [sql.split(" FROM ")[0] for sql in many if "LIMIT 50" in sql]
    assert len(many) == len(few)
    assert chosen == ['SELECT "directory_member"."id" AS "pk"']  # Its order needs no wide rows.


def test_a_member_at_the_desk_is_trusted_archived_and_put_back_with_a_reason(vocabulary, desk):
    member = make_member("Alpha")
    said = {"reason": "As agreed."}

    for verb, now in [
        ("trust", ("published", True)),
        ("distrust", ("published", False)),
        ("archive", ("archived", False)),
        ("unarchive", ("published", False)),
    ]:
        answer = desk.post(f"/desk/members/alpha/{verb}/", said)
        member.refresh_from_db()
        assert (answer.status_code, answer["Location"]) == (303, "/desk/members/alpha/")
        assert (member.status, member.trusted) == now

    log = member.decisions.values_list("kind", "reason", "actor__email")
    assert list(log) == [
        (kind, "As agreed.", "stella@example.org")
        for kind in ("unarchived", "archived", "distrusted", "trusted")
    ]
    assert "As agreed." in desk.get("/desk/members/alpha/").content.decode()


def test_member_actions_require_a_reason(vocabulary, desk):
    member = make_member("Alpha")

    answer = desk.post("/desk/members/alpha/archive/", {"reason": " "})

    member.refresh_from_db()
    assert (answer.status_code, member.status) == (400, "published")
    assert "Enter a reason." in answer.content.decode()


def test_a_company_that_others_name_is_not_archived_and_the_reason_is_not_lost(vocabulary, desk):
    make_member("Alpha")
    make_member("Beta", successor="alpha")

    answer = desk.post("/desk/members/alpha/archive/", {"reason": "It left."})

    assert answer.status_code == 409
    assert "beta" in answer.content.decode()
    assert "It left.</textarea>" in answer.content.decode()


def test_the_desk_is_there_for_staff_alone(vocabulary):
    member = make_member("Alpha")
    sent = submitted(member, founded=1999)
    owner = signed_in(sent.author)
    stranger = signed_in(make_user())

    for address in (
        "/desk/",
        "/desk/members/",
        "/desk/members/alpha/",
        f"/desk/revisions/{sent.pk}/",
    ):
        assert owner.get(address).status_code == 404
        assert stranger.get(address).status_code == 404
    assert owner.post(f"/desk/revisions/{sent.pk}/approve/").status_code == 404


def test_a_draft_member_has_a_page_at_the_desk(vocabulary, desk):
    Member.objects.create(slug="delta", name="Delta", folded_name="delta", kind="cro")

    assert desk.get("/desk/members/delta/").status_code == 200
    assert desk.get("/portal/delta/history/").status_code == 200
