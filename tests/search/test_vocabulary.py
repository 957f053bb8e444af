import pytest

from directory import search


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        ("country", "de", "DE"),
        ("country", "Germany", "DE"),
        ("country_all", "U.S.A.", "US"),
        ("country", "uk", "GB"),
        ("region", "Northern  Europe", "northern-europe"),
        ("area", "Cardiology", "cardiovascular"),
        ("service", "PV", "pharmacovigilance"),
        ("phase", "phase IIb", "PHASE2"),
        ("kind", "Contract Research Organization", "cro"),
        ("country", "", None),
        ("country", "Atlantis", None),
    ],
)
def test_a_value_is_known_by_its_code_its_label_and_its_synonyms(db, parameter, text, value):
    vocabulary = search.fetch_vocabulary()

    assert vocabulary.find_value(parameter, text) == value
