import pytest

from directory.sharing.search_titles import build_search_title


def choose(*values):
    return [(*value, "?") for value in values]


GERMANY, FRANCE = ("country", "DE", "Germany"), ("country", "FR", "France")
ITALY, SPAIN = ("country", "IT", "Italy"), ("country", "ES", "Spain")
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
        ("", [GERMANY, FRANCE, ITALY], "Companies in Germany, France or Italy"),
        (
            "",
            [("country_all", *value[1:]) for value in (GERMANY, FRANCE, ITALY)],
            "Companies in Germany, France and Italy",
        ),
        (
            "",
            [GERMANY, FRANCE, MONITORING, ITALY, SPAIN],
            "Companies by country and service (Germany, France, clinical monitoring and 2 more)",
        ),
        (
            "",
            [("trials_min", "5", "5"), ("trials_max", "9", "9"), GERMANY],
            "Companies by number of trials and country (at least 5, at most 9, Germany)",
        ),
        (
            "",
            [("merged", "true", "Part of another company")],
            "Companies by ownership (part of another company)",
        ),
        ("<b>", [], "Companies: “<b>”"),
        ("monitoring", [("q", "monitoring", "monitoring"), GERMANY], None),
    ],
)
def test_a_search_is_called_by_what_it_looks_for(q, chosen, title):
    assert build_search_title(q, choose(*chosen)) == (title or "Companies in Germany: “monitoring”")
