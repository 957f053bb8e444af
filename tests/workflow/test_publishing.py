import datetime

import pytest
from django.db import IntegrityError, transaction
from factories import document, make_member, republish, trial_count
from oracle import Oracle

from directory import dates
from directory.document import search_text
from directory.document.schema import DocumentInvalid
from directory.models import Change, DirectoryState, Member, Revision, choose_headline
from directory.workflow import publishing


def test_publications_are_numbered_and_name_their_base(vocabulary):
    member = make_member("Alpha", "DE")
    republish(member, summary="One.")
    republish(member, summary="Two.")

    history = member.revisions.order_by("number").values_list("number", "base", "state")

    assert list(history) == [(1, None, "published"), (2, 1, "published"), (3, 2, "published")]


def test_an_unchanged_document_that_is_published_again_changes_nothing(vocabulary):
    member = make_member("Alpha", "DE FR")
    before = DirectoryState.objects.now(), Change.objects.count()

    revision = republish(member, countries=member.revision.document["countries"][::-1])

    assert revision == member.revision
    assert (DirectoryState.objects.now(), Change.objects.count()) == before


def test_an_invalid_document_leaves_everything_as_it_was(vocabulary):
    member = make_member("Alpha", "DE")
    before = DirectoryState.objects.now()

    with pytest.raises(DocumentInvalid) as invalid:
        republish(member, name="", countries=[{"code": "XX", "kind": "office"}])

    assert {problem.path for problem in invalid.value.problems} == {"name", "countries[0].code"}
    assert DirectoryState.objects.now() == before
    assert list(member.presences.values_list("value", flat=True)) == ["DE"]


@pytest.mark.parametrize(
    ("slug", "code"),
    [("beta", "taken"), ("old-beta", "redirected_slug"), ("match", "reserved_slug")],
)
def test_a_slug_that_leads_elsewhere_is_refused(vocabulary, slug, code):
    republish(make_member("Old Beta"), slug="beta")

    with pytest.raises(DocumentInvalid) as invalid:
        make_member("Alpha", slug=slug)

    assert [(p.path, p.code) for p in invalid.value.problems] == [("slug", code)]


def test_every_change_is_named_in_its_generation(vocabulary):
    begun = DirectoryState.objects.now().generation
    member = make_member("Alpha")
    republish(member, slug="beta")
    publishing.archive_profile(member)
    publishing.archive_profile(member)
    publishing.unarchive_profile(member)
    publishing.confirm_profile(member)

    changes = Change.objects.filter(generation__gt=begun).values_list("kind", "slug")

    assert list(changes) == [
        ("published", "alpha"),
        ("renamed", "beta"),
        ("archived", "beta"),
        ("unarchived", "beta"),
        ("confirmed", "beta"),
    ]


@pytest.mark.parametrize(
    "verb", [publishing.confirm_profile, publishing.archive_profile, publishing.unarchive_profile]
)
def test_a_draft_is_not_confirmed_nor_archived(vocabulary, verb):
    draft = Member.objects.create(slug="alpha", name="Alpha", folded_name="alpha", kind="cro")
    before = DirectoryState.objects.now(), Change.objects.count()

    verb(draft)

    assert Member.objects.get() == draft
    assert Member.objects.values_list("status", "verified_on").get() == ("draft", None)
    assert (DirectoryState.objects.now(), Change.objects.count()) == before


@pytest.mark.parametrize(("days", "expected"), [(-1, "former"), (0, "current"), (1, "current")])
def test_membership_ends_with_the_last_day_of_member_until(client, vocabulary, days, expected):
    until = dates.today() + datetime.timedelta(days=days)
    make_member("Alpha", membership="current", member_until=until.isoformat())

    envelope = client.get("/api/v1/members/alpha/").json()
    found = client.get(f"/api/v1/members/?membership={expected}").json()["results"]

    assert (envelope["membership"], envelope["profile"]["membership"]) == (expected, "current")
    assert [row["membership"] for row in found] == [expected]


def test_a_predecessors_names_follow_it_to_another_successor(client, vocabulary):
    make_member("Alpha")
    make_member("Beta")
    old = make_member("Kendle", successor="alpha")

    def finds():
        rows = client.get("/api/v1/members/?q=kendle").json()["results"]
        return [row["slug"] for row in rows]

    assert finds() == ["alpha"]
    republish(old, successor="beta")
    assert finds() == ["beta"]
    publishing.archive_profile(old)
    assert finds() == []
    publishing.unarchive_profile(old)
    republish(old, successor=None)
    assert finds() == ["kendle"]


@pytest.fixture
def chain(vocabulary):
    """Publish Gam, formerly Zzyx, which became part of Alpha, which became part of Beta."""
    make_member("Beta")
    make_member("Alpha", successor="beta")
    gam = {"other_names": [{"name": "Zzyx", "type": "former"}]}
    make_member("Gam", successor="alpha", legal_name="Gamlegal", **gam)
    return {slug: Member.objects.get(slug=slug) for slug in ("alpha", "beta", "gam")}


def archive_past_the_rule(member):
    """Archive a member that others name, which directories filled before the rule may contain."""
    Member.objects.filter(pk=member.pk).update(status="archived")
    search_text.write_search_texts([member.pk])
    DirectoryState.objects.raise_generation()


@pytest.mark.parametrize(
    ("archived", "found"),
    [
        ("", {"alpha": ["beta"], "gam": ["beta"], "gamlegal": ["beta"], "zzyx": ["beta"]}),
        ("alpha", {"alpha": [], "gam": ["beta"], "gamlegal": ["beta"], "zzyx": ["beta"]}),
        ("gam", {"alpha": ["beta"], "gam": [], "gamlegal": [], "zzyx": []}),
        ("beta", {"alpha": [], "gam": [], "gamlegal": [], "zzyx": []}),
    ],
)
def test_names_find_the_last_successor_through_an_archived_one(client, chain, archived, found):
    def finds(q):
        asked = Oracle(dates.today()).slugs(q=[q])
        rows = client.get("/api/v1/members/", {"q": q}).json()["results"]
        assert [row["slug"] for row in rows] == asked
        return asked

    if archived:
        archive_past_the_rule(chain[archived])
        assert {q: finds(q) for q in found} == found
        publishing.unarchive_profile(chain[archived])

    assert {q: finds(q) for q in found} == {q: ["beta"] for q in found}


def test_a_profile_names_its_predecessors_through_an_archived_one(client, chain):
    archive_past_the_rule(chain["alpha"])

    before = client.get("/api/v1/members/beta/").json()["predecessors"]

    assert [found["slug"] for found in before] == ["gam"]


def test_a_predecessor_names_its_archived_successor_without_a_link(client, chain):
    archive_past_the_rule(chain["alpha"])

    profile = " ".join(client.get("/members/gam/").content.decode().split())
    row = " ".join(client.get("/members/?merged=true").content.decode().split())

    said = 'part of Alpha (no longer in this directory), which is now part of <a href="'
    assert f'{said}/members/beta/">Beta</a>' in profile
    assert "part of Alpha (no longer in this directory)." in row
    assert "/members/alpha/" not in profile + row


def whole(trials, **keys):
    empty = dict.fromkeys(("period_start", "period_end", "phase", "area", "country"))
    return empty | {"scope": ""} | trial_count(trials) | keys


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], None),
        ([whole(9, scope="some")], None),
        ([whole(9, phase="PHASE1")], None),
        ([whole(9, measure="ongoing")], None),
        ([whole(9, measure="registry_mentions")], None),
        ([whole(9, basis="publication"), whole(1)], 1),
        ([whole(9, period_end="2020"), whole(1, period_end="2021")], 1),
        ([whole(9, period_end="2021-06"), whole(1, period_end="2021")], 1),
        ([whole(9, as_of=None), whole(1, as_of="1990")], 1),
        ([whole(9, as_of="2020"), whole(1, as_of=None, period_end="2021")], 1),
        ([whole(9, period_start="2001"), whole(1, period_start="2010")], 1),
        ([whole(9), whole(1, period_start="2010")], 1),
        ([whole(1), whole(9)], 9),
    ],
)
def test_the_headline_is_the_best_whole_count(counts, expected):
    for order in (counts, counts[::-1]):
        found = choose_headline(order)
        assert (found and found["trials"]) == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("slug", "Not A Slug"),
        ("slug", "compare"),
        ("kind", "bank"),
        ("membership", "maybe"),
        ("member_until", "next year"),
        ("employees_count", 5),
        ("founded", 3),
        ("status", "gone"),
        ("revision", None),
    ],
)
def test_the_database_refuses_values_that_no_profile_may_have(vocabulary, column, value):
    member = make_member("Alpha")

    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(**{column: value})


def test_the_database_keeps_one_row_for_one_trial_count(vocabulary):
    member = make_member("Alpha", trial_counts=[trial_count(10)])
    row = member.trial_counts.get()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "keys",
    [{"number": 1}, {"number": None}, {"state": "submitted", "number": 7}, {"origin": "rumor"}],
)
def test_the_database_keeps_the_numbers_of_revisions_straight(vocabulary, keys):
    member = make_member("Alpha")
    usual = {"member": member, "document": document(), "state": "published", "origin": "staff"}
    usual["published_at"] = member.revision.published_at

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**(usual | keys))
