"""The completeness of a profile, suggested additions, and outdated statements."""

from datetime import date

from factories import document, trial_count

from directory.document import schema
from directory.profile import completeness, freshness
from directory.profile.freshness import Confirmation, StaleStatement

TODAY = date(2026, 11, 25)
HERE = "https://alpha.example/"
OLD = {"qualifier": "stated", "note": "", "source_url": HERE}


def whole(**keys):
    return (
        {key: schema.build_empty_value(key) for key in schema.DOCUMENT_KEYS}
        | document("Alpha")
        | keys
    )


def names(found):
    return [part.field for part in found.missing]


def test_an_empty_profile_is_first_asked_for_what_sponsors_search_by():
    found = completeness.score_completeness(whole())

    assert found.percent == 0
    assert found.next.field == "countries"
    assert (found.next.section, found.next.why) == ("countries", "sponsors filter by this")
    assert names(found)[:4] == ["countries", "services", "areas", "trial_counts"]


def test_a_full_profile_has_nothing_to_add():
    full = dict.fromkeys(("legal_name", "summary", "description", "website"), "said")
    full |= {"headquarters": {"city": None, "country": "US"}, "founded": 2023}
    full |= {"countries": [{"code": "DE"}], "employees": OLD, "logo": {"sha256": "0" * 64}}
    full |= {key: ["one"] for key in ("services", "areas", "phases", "modalities")}
    full |= {"trial_counts": [COUNT]}

    found = completeness.score_completeness(whole(**full))

    assert (found.percent, found.missing, found.next) == (100, (), None)


COUNT = dict.fromkeys(("participants", "phase", "area", "country", "period_start"))
COUNT |= {"period_end": None, "scope": "", "note": "", "source_url": ""} | trial_count()


def test_a_company_without_trials_misses_no_trial_count():
    with_trials = completeness.score_completeness(whole(services=["one"]))
    without = completeness.score_completeness(whole(services=["one"], reports_trials=False))

    assert ("trial_counts" in names(with_trials), "trial_counts" in names(without)) == (True, False)
    assert without.percent > with_trials.percent


def test_a_count_of_some_trials_is_not_a_count_of_all():
    found = completeness.score_completeness(whole(trial_counts=[COUNT | {"scope": "vaccines"}]))

    assert "trial_counts" in names(found)


def test_company_statements_over_a_year_old_are_stale_oldest_first():
    countries = [{"code": code, "kind": "office", "source_url": ""} for code in ("DE", "FR", "JP")]
    for item, as_of in zip(countries, ("2023", "2023", "2026"), strict=True):
        item["as_of"] = as_of

    found = freshness.find_stale_statements(
        whole(
            countries=countries,
            employees=OLD | {"count": 10, "as_of": "2024-12"},
            countries_stated=OLD | {"count": 3, "as_of": None},
            trial_counts=[
                COUNT | {"as_of": "2026-01"},
                COUNT | {"as_of": "2020", "basis": "publication"},
                COUNT | {"as_of": "2025-06", "scope": "vaccines"},
            ],
        ),
        TODAY,
    )

    assert found == [
        StaleStatement("countries_stated", "Number of countries", "figures", "", "undated"),
        StaleStatement(
            "countries", "Countries (2 of 3; oldest date)", "countries", "2023", "stale"
        ),
        StaleStatement("employees", "Employees", "figures", "2024-12", "stale"),
        StaleStatement("trial_counts[2]", "Trial count (vaccines)", "figures", "2025-06", "aging"),
    ]


def test_a_confirmation_is_due_after_eleven_months_and_overdue_after_twelve():
    days = [None, date(2026, 1, 1), date(2025, 12, 25), date(2025, 11, 25), date(2025, 11, 24)]

    found = [freshness.judge_confirmation(day, TODAY) for day in days]

    states = ["never", "fresh", "due", "due", "overdue"]
    assert found == [Confirmation(*both) for both in zip(days, states, strict=True)]
