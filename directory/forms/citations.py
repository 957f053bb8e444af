"""The sources of a section's values: rows of citation key, URL, and date.

A source belongs to the value it supports: it is removed with the value, and follows a name that is
changed.
"""

from directory.document.citations import list_citable_keys
from directory.document.structure import parse_cited_field
from directory.forms.bound_section import format_input_value

BLANK_SOURCE_ROWS = 2


def select_sources(document, keys):
    """Return the citations of these fields, by citation key."""
    citations = document.get("citations") or {}
    return {
        key: places
        for key, places in citations.items()
        if parse_cited_field(f"citations[{key}]") in keys
    }


def read_posted_sources(posted, keys, before, changes, renamed):
    """Return all citations of the document, with those of these fields as posted.

    A row keeps its citation key while the document has that value. Otherwise the key chosen in the
    form is used, even if the document has no such value: the validator then reports it, as it does
    a row for which no field was chosen. A row whose value was removed is dropped.
    """
    replaced = select_sources(before, keys)
    cited = before.get("citations") or {}
    kept = {key: places for key, places in cited.items() if key not in replaced}
    posted_places = {}
    citable = list_citable_keys(before | changes)
    for row in posted.rows("citations"):
        path = f"citations[{row}]"
        shown_key, chosen_key = posted.text(f"{path}.key"), posted.text(f"{path}.of")
        shown_key = renamed.get(shown_key, shown_key)
        place = {"url": posted.text(f"{path}.url"), "as_of": posted.value(f"{path}.as_of")}
        key = shown_key if shown_key in citable else chosen_key
        if not key and not shown_key:
            key = name_unchosen_field(keys)
        if key and any(place.values()):
            posted_places.setdefault(key, []).append(place)
    for key, places in posted_places.items():
        kept[key] = [*kept.get(key, []), *places]
    return kept


def name_unchosen_field(keys):
    """Return the key of this section's sources for which no field was chosen yet."""
    return f"{next(iter(keys))}[]"


def show_sources(bound, keys, labels):
    """Return the context of the source rows, with blank ones; `labels` are by citation key."""
    rows, citable = [], list_citable_keys(bound.document)
    for key, places in select_sources(bound.document, keys).items():
        is_chosen = key != name_unchosen_field(keys)
        label = labels.get(key, key) if is_chosen else "a field"
        for number, place in enumerate(places):
            path = f"citations[{key}][{number}]"
            row = show_source_row(bound, len(rows), path, place, f"Source for {label}")
            row["errors"] += bound.errors(f"citations[{key}]")
            row |= {"key": key if is_chosen else "", "label": label, "known": key in citable}
            rows.append(row)
        bound.anchor(f"citations[{key}]", "sources", f"Source for {label}")
    blank = [
        show_source_row(bound, len(rows) + number, "", {}) | {"key": ""}
        for number in range(BLANK_SOURCE_ROWS)
    ]
    return {
        "rows": rows,
        "blank": blank,
        "choices": [("", "Choose a field"), *labels.items()],
        "open": any(map(has_source_errors, rows)),
    }


def show_source_row(bound, row, path, place, of=""):
    """Return one row: the controls of the URL and the date.

    Their values are passed, because a citation key may contain brackets, so `BoundSection.value`
    can't read its path.
    """
    name = f"citations[{row}]"
    controls = [
        bound.control(
            f"{path}.{key}",
            label,
            name=f"{name}.{key}",
            of=of,
            kind=kind,
            value=format_input_value(place.get(key)),
        )
        for key, label, kind in (("url", "URL", "url"), ("as_of", "As of", "date"))
    ]
    return {"name": name, "controls": controls, "errors": bound.errors(path)}


def has_source_errors(row):
    """Return whether a source has errors; its details element is then open."""
    return not row["known"] or row["errors"] or any(control.errors for control in row["controls"])
