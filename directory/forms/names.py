"""Other names: rows of name, type, and end date; a changed name keeps its sources."""

from directory.document.labels import NAME_TYPE_LABELS
from directory.terms import NAME_LIMIT

NAME_FIELDS = ("other_names",)
BLANK_NAME_ROWS = 2


def read_posted_names(posted, before, *, staff):
    """Return the names as posted; emptied rows and rows marked for removal are dropped."""
    return {"other_names": [item for _, item in list_kept_names(posted)]}


def list_kept_names(posted):
    """Yield the row number and value of each name that is kept."""
    for row in posted.rows("other_names"):
        path = f"other_names[{row}]"
        item = {
            "name": posted.text(f"{path}.name"),
            "type": posted.value(f"{path}.type"),
            "until": posted.value(f"{path}.until"),
        }
        if (item["name"] or item["until"]) and f"{path}.remove" not in posted:
            yield row, item


def map_renamed_sources(posted):
    """Return the new citation key of each name that was shown, by its old citation key."""
    keys = {}
    for row, item in list_kept_names(posted):
        old_name = posted.text(f"other_names[{row}].was")
        if old_name:
            keys[f"other_names[{old_name}]"] = f"other_names[{item['name']}]"
    return keys


def show_names(bound):
    """Return a row of controls for each name, and blank rows."""
    count = len(bound.value("other_names") or [])
    return {
        "rows": [show_name_row(bound, row) for row in range(count)],
        "blank": [show_name_row(bound, count + row) for row in range(BLANK_NAME_ROWS)],
    }


def show_name_row(bound, row):
    """Return the controls of one name."""
    path = f"other_names[{row}]"
    bound.anchor(path, f"{path}.name", f"Name {row + 1}")
    name = bound.value(f"{path}.name") or ""
    kind = bound.value(f"{path}.type") or ("" if name else "former")

    def control(part, label, **more):
        return bound.control(f"{path}.{part}", label, of=name or f"Name {row + 1}", **more)

    return {
        "path": path,
        "was": name,
        "errors": bound.errors(path),
        "controls": [
            control("name", "Name", limit=NAME_LIMIT),
            control("type", "Type", choices=NAME_TYPE_LABELS.items(), value=kind),
            control("until", "Used until (optional)", kind="date"),
        ],
    }


def list_citable_names(bound):
    """Return the citation keys of this section, with labels."""
    names = [item.get("name") for item in bound.value("other_names") or []]
    return {f"other_names[{name}]": name for name in names if name}
