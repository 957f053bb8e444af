"""Trial counts as rows of controls; a block pasted from a spreadsheet becomes rows, too.

A representative writes the company's own counts; those of publications come back as they are.
"""

from directory.document.structure import TRIAL_COUNT_KEYS
from directory.forms import pasted_block
from directory.forms.bound_section import add_blank_choice
from directory.forms.figures import QUALIFIER_CHOICES

TRIAL_COUNT_NUMBER_KEYS = ("trials", "participants")
TRIAL_COUNT_TEXT_KEYS = ("scope", "source_url", "note")
TRIAL_COUNT_CHOICE_KEYS = (
    "qualifier",
    "measure",
    "basis",
)  # these always have a value: they say nothing alone
MEASURE_CHOICES = {
    "worked_on": "Worked on, in any role",
    "ongoing": "Ongoing on the “as of” date",
    "per_year": "Per year",
    "registry_mentions": "Registered trials naming the company",
}
BASIS_CHOICES = {"company": "Reported by the company", "publication": "Published by a third party"}
MEASURE_MEANINGS = {
    "Worked on": "Trials the company had any role in, during the period or to date. A count of all "
    "its trials can become the figure shown in lists.",
    "Ongoing": "Trials in progress on the “as of” date.",
    "Per year": "Trials in a typical year, or the average over the period.",
    "Registered trials naming the company": "Trials that a registry lists under the company's "
    "name. This is a minimum, because registries don't name every company involved.",
}
BASIS_MEANINGS = {
    "Reported by the company": "The company's own figure. Add a source or a date.",
    "Published by a third party": "A figure from another publication, with its URL. Only ACRO "
    "staff can add these.",
}
TRIAL_COUNT_DEFAULTS = {"qualifier": "stated", "measure": "worked_on", "basis": "company"}


def read_posted_trial_counts(posted, before, *, staff):
    """The counts of the rows, then those of the pasted block; publications' as they were."""
    kept = [] if staff else list_publication_counts(before)
    found = [
        item
        for row in posted.rows("trial_counts")
        if (item := read_posted_trial_count(posted, row))
    ]
    return {"trial_counts": [*found, *read_pasted_counts(posted).rows, *kept]}


def list_publication_counts(document):
    """The counts that a representative may only keep."""
    return [item for item in document.get("trial_counts") or [] if is_publication_count(item)]


def is_publication_count(item):
    """Whether a count is a publication's; any other word is a slip of whoever typed it."""
    return item.get("basis") == "publication"


def read_posted_trial_count(posted, row):
    """One count; None where nothing is typed, or it is ticked to go."""
    path = f"trial_counts[{row}]"
    item = {key: posted.value(f"{path}.{key}") for key in TRIAL_COUNT_KEYS}
    item |= {key: posted.number(f"{path}.{key}") for key in TRIAL_COUNT_NUMBER_KEYS}
    item |= {key: posted.text(f"{path}.{key}") for key in TRIAL_COUNT_TEXT_KEYS}
    empty = all(
        value in (None, "") for key, value in item.items() if key not in TRIAL_COUNT_CHOICE_KEYS
    )
    return None if empty or f"{path}.remove" in posted else TRIAL_COUNT_DEFAULTS | item


def read_pasted_counts(posted):
    """The pasted block, with what goes where it says nothing."""
    usual = {key: posted.value(f"pasted.{key}") for key in ("measure", "as_of", "source_url")}
    return pasted_block.parse_pasted_block(
        posted.data.get("pasted", ""), TRIAL_COUNT_DEFAULTS | {k: v for k, v in usual.items() if v}
    )


def show_trial_counts(sheet):
    """A row of controls for each count, a blank one, and the place for a block."""
    counts = sheet.value("trial_counts") or []
    rows = [show_trial_count_row(sheet, row, item) for row, item in enumerate(counts)]
    return {
        "rows": rows,
        "blank": show_trial_count_row(sheet, len(counts), TRIAL_COUNT_DEFAULTS),
        "meanings": MEASURE_MEANINGS.items(),
        "basis_meanings": BASIS_MEANINGS.items(),
        "columns": pasted_block.DEFAULT_COLUMN_TEXT,
        "usual": [
            sheet.control(
                "pasted.measure",
                "What is counted",
                choices=MEASURE_CHOICES.items(),
                value="worked_on",
            ),
            sheet.control("pasted.as_of", "As of", kind="date"),
            sheet.control("pasted.source_url", "Source URL", kind="url"),
        ],
    }


def show_trial_count_row(sheet, row, item):
    """The controls of one count; a publication's is only shown to a representative."""
    path = f"trial_counts[{row}]"
    sheet.anchor(path, path, f"Count {row + 1}")
    return {
        "path": path,
        "number": row + 1,
        "item": item,
        "foreign": is_publication_count(item) and not sheet.staff,
        "errors": sheet.errors(path),
        "controls": build_trial_count_controls(sheet, path, item, f"Count {row + 1}"),
    }


def build_trial_count_controls(sheet, path, item, of):
    """The inputs of one count, in two lines: what is counted, and on what evidence."""
    vocabulary = sheet.vocabulary
    shown = dict(BASIS_CHOICES) if sheet.staff else {"company": BASIS_CHOICES["company"]}

    def control(key, label, **more):
        if key in TRIAL_COUNT_CHOICE_KEYS:
            more["value"] = item.get(key) or TRIAL_COUNT_DEFAULTS[key]
        return sheet.control(f"{path}.{key}", label, of=of, **more)

    return [
        control("trials", "Trials", kind="number", size="small"),
        control("participants", "Participants", kind="number", size="small"),
        control("qualifier", "Precision", choices=QUALIFIER_CHOICES.items(), size="small"),
        control("measure", "What is counted", choices=MEASURE_CHOICES.items()),
        control("basis", "Basis", choices=shown.items()),
        control("period_start", "Period start", kind="date", size="small"),
        control("period_end", "Period end", kind="date", size="small"),
        control("as_of", "As of", kind="date", size="small"),
        control("phase", "Phase", choices=add_blank_choice(vocabulary.phases), size="small"),
        control(
            "area", "Therapeutic area", choices=add_blank_choice(vocabulary.areas), size="small"
        ),
        control("country", "Country", choices=add_blank_choice(vocabulary.countries), size="small"),
        control("scope", "Scope, if not all trials (optional)", limit=100),
        control("source_url", "Source URL", kind="url"),
        control("note", "Note (optional)", limit=500),
    ]


def list_citable_trial_counts(sheet):
    """What a source of this section may show; each count carries its own."""
    return {"trial_counts": "Trial counts"}
