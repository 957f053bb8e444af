"""The sources of what a section says: rows of what, address and date.

A source stays with what it shows, goes with what is removed, and follows a name that is changed.
"""

from directory.document.schema import DOCUMENT_KEYS
from directory.document.structure import CODE_LIST_FIELDS
from directory.forms.bound_section import format_input_value, parse_cited_field

BLANK_SOURCE_ROWS = 2
GENERAL_KEY = "general"


def select_sources(document, keys):
    """The sources of what these fields say, by the key of what they show."""
    cited = document.get("citations") or {}
    return {
        key: places
        for key, places in cited.items()
        if parse_cited_field(f"citations[{key}]") in keys
    }


def list_citable_keys(document):
    """The keys of all that a document says and sources may show, typed rightly or not."""
    found = {key for key in DOCUMENT_KEYS if has_content(document.get(key))} | {GENERAL_KEY}
    for field in CODE_LIST_FIELDS:
        found |= {f"{field}[{code}]" for code in document.get(field) or []}
    names = document.get("other_names") or []
    return found | {f"other_names[{item['name']}]" for item in names if item.get("name")}


def has_content(value):
    """Whether a field holds anything."""
    if isinstance(value, dict):
        return any(part not in (None, "") for part in value.values())
    return value not in (None, "", [])


def read_posted_sources(posted, keys, before, changes, renamed):
    """All sources of the document, with those of these fields as posted.

    What a row was shown with goes with what it shows; what somebody chose for it stays, for the
    validator to report where the document does not say it.
    """
    ours = select_sources(before, keys)
    cited = before.get("citations") or {}
    kept = {key: places for key, places in cited.items() if key not in ours}
    said = list_citable_keys(before | changes)
    for row in posted.rows("citations"):
        path = f"citations[{row}]"
        was, chosen = posted.text(f"{path}.key"), posted.text(f"{path}.of")
        was = renamed.get(was, was)
        place = {"url": posted.text(f"{path}.url"), "as_of": posted.value(f"{path}.as_of")}
        key = was if was in said else chosen
        if key and any(place.values()):
            kept[key] = [*kept.get(key, []), place]
    return kept


def show_sources(sheet, keys, labels):
    """The rows of sources, and blank ones; `labels` says of each key what it shows."""
    rows, said = [], list_citable_keys(sheet.document)
    for key, places in select_sources(sheet.document, keys).items():
        label = labels.get(key, key)
        for number, place in enumerate(places):
            path = f"citations[{key}][{number}]"
            row = show_source_row(sheet, len(rows), path, place, f"Source for {label}")
            row["errors"] += sheet.errors(f"citations[{key}]")
            rows.append(row | {"key": key, "label": label, "known": key in said})
        sheet.anchor(f"citations[{key}]", "sources", f"Source for {label}")
    blank = [
        show_source_row(sheet, len(rows) + number, "", {}) | {"key": ""}
        for number in range(BLANK_SOURCE_ROWS)
    ]
    return {
        "rows": rows,
        "blank": blank,
        "choices": [("", "Choose a field"), *labels.items()],
        "open": any(map(has_source_errors, rows)),
    }


def show_source_row(sheet, row, path, place, of=""):
    """One row: the address and the date; the key is not one by which values can be found."""
    name = f"citations[{row}]"
    controls = [
        sheet.control(
            f"{path}.{key}",
            label,
            name=f"{name}.{key}",
            of=of,
            kind=kind,
            value=format_input_value(place.get(key)),
        )
        for key, label, kind in (("url", "URL", "url"), ("as_of", "As of", "date"))
    ]
    return {"name": name, "controls": controls, "errors": sheet.errors(path)}


def has_source_errors(row):
    """Whether a source has anything to mend: then the fold stands open."""
    return not row["known"] or row["errors"] or any(control.errors for control in row["controls"])
