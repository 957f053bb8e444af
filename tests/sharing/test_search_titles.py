import pytest

from directory.sharing.search_titles import build_search_title


def choose(*values):
    return [(*value, "?") for value in values]


GERMANY, FRANCE = ("country", "DE", "Germany"), ("country", "FR", "France")
MONITORING = ("service", "clinical-monitoring", "Clinical monitoring")
RTSM = ("service_all", "rtsm", "RTSM and supply")
CRO = ("kind", "cro", "Clinical research organization")


@pytest.mark.parametrize(
    ("q", "chosen", "title"),
    [
        ("", [], "Companies"),
        ("", [GERMANY], "Companies in Germany"),
        ("", [GERMANY, MONITORING], "Companies offering clinical monitoring in Germany"),
        ("", [GERMANY, FRANCE], "Companies in Germany or France"),
        ("", [RTSM], "Companies offering RTSM and supply"),
        ("", [("phase", "PHASE3", "Phase 3")], "Companies with phase 3 trials"),
        ("", [CRO, GERMANY], "Clinical research organizations in Germany"),
        ("", [("hq", "US", "United States")], "Companies with headquarters in United States"),
        ("", [GERMANY, FRANCE, MONITORING], "Companies by country and service"),
        ("", [("trials_min", "5", "5"), GERMANY], "Companies by number of trials and country"),
        ("", [("merged", "true", "Part of another company")], "Companies by ownership"),
        ("<b>", [], "Companies: “<b>”"),
        ("monitoring", [("q", "monitoring", "monitoring"), GERMANY], None),
    ],
)
def test_a_search_is_called_by_what_it_looks_for(q, chosen, title):
    assert build_search_title(q, choose(*chosen)) == (title or "Companies in Germany: “monitoring”")
