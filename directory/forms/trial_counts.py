"""Trial counts as rows of controls; a block pasted from a spreadsheet becomes rows, too.

A representative edits the company's own counts; counts from publications are kept unchanged.
"""

from dataclasses import dataclass, field

from directory.document.labels import BASIS_LABELS, MEASURE_LABELS, QUALIFIER_CHOICE_LABELS
from directory.document.structure import TRIAL_COUNT_KEYS
from directory.forms.bound_section import add_blank_choice
from directory.forms.pasted_block import parse_pasted_block
from directory.forms.pasted_cells import NUMBER_COLUMNS
from directory.forms.pasted_headings import DEFAULT_COLUMN_TEXT
from directory.forms.pasted_rows import PastedBlock
from directory.terms import NOTE_LIMIT, SCOPE_LIMIT

TRIAL_COUNT_TEXT_KEYS = ("scope", "source_url", "note")
# These always have a value, so a row that has only these counts as empty.
TRIAL_COUNT_CHOICE_KEYS = ("qualifier", "measure", "basis")
MEASURE_MEANINGS = {
    "Worked on": "Trials the company had any role in, during the period or to date. Lists show a "
    "count of all trials, with no scope, phase, therapeutic area, or country.",
    "Ongoing": "Trials in progress on the “as of” date.",
    "Per year": "Trials in a typical year, or the average over the period.",
    MEASURE_LABELS["registry_mentions"]: "Trials that a registry lists under the company’s "
    "name. This is a minimum, because registries don’t name every company involved.",
}
BASIS_MEANINGS = {
    BASIS_LABELS["company"]: "The company’s own figure. Add a source or a date.",
    BASIS_LABELS["publication"]: "A figure published by another organization, with its URL. Only "
    "ACRO staff can add these.",
}
SHARED_KEYS = ("measure", "as_of", "source_url")  # of pasted counts, for cells that are missing
TRIAL_COUNT_DEFAULTS = {"qualifier": "stated", "measure": "worked_on", "basis": "company"}


@dataclass(frozen=True)
class PastedCounts:
    """The content of a form's box of pasted cells, and whether its meaning was confirmed."""

    text: str = ""  # what stays in the box: nothing once the counts are confirmed
    block: PastedBlock = field(default_factory=PastedBlock)
    is_confirmed: bool = False

    @property
    def is_waiting(self):
        """Whether there are counts to confirm."""
        return bool(self.block.rows) and not self.is_confirmed


def read_posted_trial_counts(posted, before, *, staff):
    """Return the counts of the rows, then those of the pasted block if they were confirmed.

    For a representative, the publications' counts follow unchanged.
    """
    kept = [] if staff else list_publication_counts(before)
    counts = [
        item
        for row in posted.rows("trial_counts")
        if (item := read_posted_trial_count(posted, row))
    ]
    pasted = read_pasted_counts(posted)
    confirmed = pasted.block.rows if pasted.is_confirmed else ()
    return {"trial_counts": [*counts, *confirmed, *kept]}


def list_publication_counts(document):
    """Return the counts from publications, which a representative may only keep."""
    return [item for item in document.get("trial_counts") or [] if is_publication_count(item)]


def is_publication_count(item):
    """Return whether a count is from a publication; a mistyped basis doesn't make it one."""
    return item.get("basis") == "publication"


def read_posted_trial_count(posted, row):
    """Return one count, or None if the row is empty or marked for removal."""
    path = f"trial_counts[{row}]"
    item = {key: posted.value(f"{path}.{key}") for key in TRIAL_COUNT_KEYS}
    item |= {key: posted.number(f"{path}.{key}") for key in NUMBER_COLUMNS}
    item |= {key: posted.text(f"{path}.{key}") for key in TRIAL_COUNT_TEXT_KEYS}
    empty = all(
        value in (None, "") for key, value in item.items() if key not in TRIAL_COUNT_CHOICE_KEYS
    )
    return None if empty or f"{path}.remove" in posted else TRIAL_COUNT_DEFAULTS | item


def read_pasted_counts(posted):
    """Return the pasted block; its counts are confirmed if the form says so of these very ones."""
    text = posted.data.get("pasted", "")
    shared = {key: posted.value(f"pasted.{key}") for key in SHARED_KEYS}
    usual = TRIAL_COUNT_DEFAULTS | {key: value for key, value in shared.items() if value}
    block = parse_pasted_block(text, usual)
    is_confirmed = bool(block.rows) and posted.data.get("pasted.confirm") == block.digest
    return PastedCounts("" if is_confirmed else text, block, is_confirmed)


def show_trial_counts(bound):
    """Return a row of controls for each count, a blank row, and the controls of the block."""
    counts = bound.value("trial_counts") or []
    rows = [show_trial_count_row(bound, row, item) for row, item in enumerate(counts)]
    return {
        "rows": rows,
        "blank": show_trial_count_row(bound, len(counts), TRIAL_COUNT_DEFAULTS),
        "meanings": MEASURE_MEANINGS.items(),
        "basis_meanings": BASIS_MEANINGS.items(),
        "columns": DEFAULT_COLUMN_TEXT,
        "usual": [
            bound.control(
                "pasted.measure",
                "What is counted",
                choices=MEASURE_LABELS.items(),
                value=bound.typed.get("pasted.measure", "worked_on"),
            ),
            bound.control(
                "pasted.as_of", "As of", kind="date", value=bound.typed.get("pasted.as_of")
            ),
            bound.control(
                "pasted.source_url",
                "Source URL",
                kind="url",
                value=bound.typed.get("pasted.source_url"),
            ),
        ],
    }


def show_trial_count_row(bound, row, item):
    """Return the controls of one count; a representative sees a publication's count read-only."""
    path = f"trial_counts[{row}]"
    bound.anchor(path, path, f"Count {row + 1}")
    return {
        "path": path,
        "number": row + 1,
        "item": item,
        "foreign": is_publication_count(item) and not bound.staff,
        "errors": bound.errors(path),
        "controls": build_trial_count_controls(bound, path, item, f"Count {row + 1}"),
    }


def build_trial_count_controls(bound, path, item, row_label):
    """Return the controls of one count: its subject, then its evidence."""
    vocabulary = bound.vocabulary
    basis_choices = dict(BASIS_LABELS) if bound.staff else {"company": BASIS_LABELS["company"]}

    def control(key, label, **more):
        if key in TRIAL_COUNT_CHOICE_KEYS:
            more["value"] = item.get(key) or TRIAL_COUNT_DEFAULTS[key]
        return bound.control(f"{path}.{key}", label, of=row_label, **more)

    return [
        control("trials", "Trials", kind="number", size="small"),
        control("participants", "Participants", kind="number", size="small"),
        control("qualifier", "Precision", choices=QUALIFIER_CHOICE_LABELS.items(), size="small"),
        control("measure", "What is counted", choices=MEASURE_LABELS.items()),
        control("basis", "Basis", choices=basis_choices.items()),
        control("period_start", "Period start (optional)", kind="date", size="small"),
        control("period_end", "Period end (optional)", kind="date", size="small"),
        control("as_of", "As of", kind="date", size="small"),
        control(
            "phase", "Phase (optional)", choices=add_blank_choice(vocabulary.phases), size="small"
        ),
        control(
            "area",
            "Therapeutic area (optional)",
            choices=add_blank_choice(vocabulary.areas),
            size="small",
        ),
        control(
            "country",
            "Country (optional)",
            choices=add_blank_choice(vocabulary.countries),
            size="small",
        ),
        control("scope", "Scope, if not all trials (optional)", limit=SCOPE_LIMIT),
        control("source_url", "Source URL", kind="url"),
        control("note", "Note (optional)", limit=NOTE_LIMIT),
    ]


def list_citable_trial_counts(bound):
    """Return the citation keys of this section, with labels; each count has a source of its own."""
    return {"trial_counts": "Trial counts"}
