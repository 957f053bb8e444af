"""Figures with their evidence: employees, number of countries, and the registered trials."""

import re

from directory import search
from directory.document.labels import FIELD_LABELS, QUALIFIER_CHOICE_LABELS
from directory.document.structure import FIGURE_KEYS
from directory.terms import NOTE_LIMIT
from directory.text import clean_text

NUMBER_AND_SERVICES = re.compile(r"([^:\t]*)(?:[:\t](.*))?", re.DOTALL)
FIGURE_FIELD_LABELS = {key: FIELD_LABELS[key] for key in ("employees", "countries_stated")}


def read_posted_figures(posted, before, *, staff):
    """Return the figures and the registered trials, as posted."""
    figures = {key: read_posted_figure(posted, key) for key in FIGURE_FIELD_LABELS}
    return figures | {"registered_trials": parse_registered_trials(posted)}


def read_posted_figure(posted, path):
    """Return one figure, or None if nothing but its qualifier is filled in."""
    figure = {
        "count": posted.number(f"{path}.count"),
        "qualifier": posted.value(f"{path}.qualifier"),
        "as_of": posted.value(f"{path}.as_of"),
        "source_url": posted.text(f"{path}.source_url"),
        "note": posted.text(f"{path}.note"),
    }
    filled = [value for key, value in figure.items() if key != "qualifier" and value is not None]
    return {key: figure[key] for key in FIGURE_KEYS} if any(v != "" for v in filled) else None


def parse_registered_trials(posted):
    """Return registered trials, one per line: the number, a colon, then services separated by `;`.

    A service is given by its label, its code, or a synonym; any other text is kept for the
    validator to report. A tab, as between the cells of a spreadsheet, counts as the colon.
    """
    vocabulary = search.fetch_vocabulary()
    trials = []
    for line in posted.text("registered_trials").splitlines():
        number, duties = NUMBER_AND_SERVICES.fullmatch(line).groups(default="")
        if number.strip():
            names = [clean_text(name) for name in duties.split(";") if name.strip()]
            codes_of = [vocabulary.find_value("service", name) or name for name in names]
            trials.append({"number": clean_text(number).upper(), "duties": codes_of})
    return trials


def show_figures(bound):
    """Return the controls of the figures, and the registered trials as lines."""
    trials = bound.value("registered_trials") or []
    lines = [format_registered_trial(trial, bound.vocabulary.services) for trial in trials]
    return {
        "figures": [show_figure(bound, key, label) for key, label in FIGURE_FIELD_LABELS.items()],
        "registered": bound.control(
            "registered_trials",
            "Registered trials (optional)",
            kind="lines",
            value="\n".join(lines),
            hint="One per line: the ClinicalTrials.gov number, a colon, and the company’s "
            "services, separated by semicolons. "
            "Example: NCT01234567: Clinical monitoring; Data management",
        ),
    }


def format_registered_trial(trial, services):
    """Return a registered trial as one line."""
    duties = "; ".join(services.get(duty, duty) for duty in trial["duties"])
    return f"{trial['number']}: {duties}" if duties else trial["number"]


def show_figure(bound, key, label):
    """Return the controls of one figure."""
    bound.anchor(key, f"{key}.count", label)
    how_exact = bound.value(f"{key}.qualifier") or "stated"

    def control(part, words, **more):
        return bound.control(f"{key}.{part}", words, of=label, **more)

    return {
        "path": key,
        "label": label,
        "errors": bound.errors(key),
        "controls": [
            control("count", "Number", kind="number", size="small"),
            control(
                "qualifier",
                "Precision",
                choices=QUALIFIER_CHOICE_LABELS.items(),
                value=how_exact,
                size="small",
            ),
            control("as_of", "As of", kind="date", size="small"),
            control("source_url", "Source URL", kind="url"),
            control("note", "Note (optional)", limit=NOTE_LIMIT),
        ],
    }


def list_citable_figures(bound):
    """Return the fields of this section that a source may support, with their labels."""
    return FIGURE_FIELD_LABELS | {"registered_trials": FIELD_LABELS["registered_trials"]}
