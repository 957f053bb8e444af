"""Constraints of the database, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DataError
from factories import document, make_member, make_staff, trial_count

from directory.models import (
    Citation,
    Country,
    Decision,
    Member,
    Page,
    Region,
    RegisteredTrial,
    Revision,
    SlugRedirect,
    TrialCount,
)
from directory.workflow import review

REFUSED = (IntegrityError, DataError)  # DataError: a text is too long for its column on PostgreSQL.


def refuses(rows, **columns):
    with pytest.raises(REFUSED), transaction.atomic():
        rows.update(**columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"slug": "alpha\n"},
        {"slug": "a" * 81},
        {"member_since": "2020\n"},
        {"member_since_first": "2020-01-01", "member_until_last": "2019-12-31"},
        {"employees_note": "A note."},
        {"employees_source_url": "https://a.example/"},
        {"employees_as_of": "2020"},
        {"countries_stated_note": "A note."},
    ],
)
def test_a_member_has_whole_figures_and_well_formed_columns(vocabulary, columns):
    refuses(Member.objects.filter(pk=make_member("Alpha").pk), **columns)


@pytest.mark.parametrize("slug", ["old\n", "Old One", "a" * 81, ""])
def test_an_old_slug_has_the_form_of_a_slug(vocabulary, slug):
    member = make_member("Alpha")

    with pytest.raises(REFUSED), transaction.atomic():
        SlugRedirect.objects.create(slug=slug, member=member)


def test_evidence_is_named_and_dated_in_the_forms_of_the_document(vocabulary):
    member = make_member(
        "Alpha",
        trial_counts=[trial_count()],
        registered_trials=[{"number": "NCT12345678"}],
        citations={"general": [{"url": "https://a.example/"}]},
    )

    refuses(Citation.objects.filter(member=member), url="")
    refuses(Citation.objects.filter(member=member), as_of="2020-01\n")
    refuses(TrialCount.objects.filter(member=member), as_of="2020\n")
    refuses(RegisteredTrial.objects.filter(member=member), number="NCT12345678\n")


@pytest.mark.parametrize(
    "row",
    [
        Country(code="ZZ\n", numeric="999", name="D"),
        Region(code="999\n", slug="nowhere", name="Nowhere"),
        Page(slug="nowhere\n", title="Nowhere", published_on="2020-01-01"),
    ],
)
def test_codes_and_slugs_end_where_their_form_does(vocabulary, row):
    with pytest.raises(REFUSED), transaction.atomic():
        row.save(force_insert=True)


@pytest.fixture
def decision(vocabulary):
    member, stella = make_member("Alpha"), make_staff()
    review.trust_member(member=member, actor=stella, reason="Known for years.")
    return Decision.objects.get()


@pytest.mark.parametrize(
    "columns",
    [
        {"reason": "Another."},
        {"kind": "distrusted"},
        {"created_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"document": {"name": "Alpha"}},
        {"actor": None, "reason": ""},
    ],
)
def test_a_decision_is_never_changed(decision, columns):
    refuses(Decision.objects.filter(pk=decision.pk), **columns)


def test_a_decision_is_never_deleted_not_even_with_its_company(decision):
    for rows in (Decision.objects.all(), Member.objects.filter(pk=decision.member_id)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()

    assert list(Decision.objects.values_list("kind", "reason")) == [("trusted", "Known for years.")]


def test_a_decision_stays_if_its_user_is_deleted(decision):
    decision.actor.delete()

    assert list(Decision.objects.values_list("reason", "actor")) == [("Known for years.", None)]


def test_a_member_has_at_most_one_draft_without_an_author(vocabulary):
    member = make_member("Alpha")
    draft = {"member": member, "document": document(), "origin": "import"}
    Revision.objects.create(**draft)

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**draft)
