"""Other names: rows of name, type and until when; a changed name takes its sources along."""

from directory.profile.page import PAGE_NAME_TYPE_LABELS

NAME_FIELDS = ("other_names",)
BLANK_NAME_ROWS = 2


def read_posted_names(posted, before, *, staff):
    """The names, as posted; a row that is emptied or ticked to go is gone."""
    return {"other_names": [item for _, item in list_kept_names(posted)]}


def list_kept_names(posted):
    """The row numbers and names that stay."""
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
    """The key of a name's sources before, to the present one."""
    found = {}
    for row, item in list_kept_names(posted):
        was = posted.text(f"other_names[{row}].was")
        if was:
            found[f"other_names[{was}]"] = f"other_names[{item['name']}]"
    return found


def show_names(sheet):
    """A row of controls for each name, and blank ones."""
    count = len(sheet.value("other_names") or [])
    return {
        "rows": [show_name_row(sheet, row) for row in range(count)],
        "blank": [show_name_row(sheet, count + row) for row in range(BLANK_NAME_ROWS)],
    }


def show_name_row(sheet, row):
    """The controls of one name."""
    path = f"other_names[{row}]"
    sheet.anchor(path, f"{path}.name", f"Name {row + 1}")
    name = sheet.value(f"{path}.name") or ""
    kind = sheet.value(f"{path}.type") or ("" if name else "former")

    def control(part, label, **more):
        return sheet.control(f"{path}.{part}", label, of=name or f"Name {row + 1}", **more)

    return {
        "path": path,
        "was": name,
        "errors": sheet.errors(path),
        "controls": [
            control("name", "Name", limit=200),
            control("type", "Type", choices=PAGE_NAME_TYPE_LABELS.items(), value=kind),
            control("until", "Used until (optional)", kind="date"),
        ],
    }


def list_citable_names(sheet):
    """What a source of this section may show."""
    names = [item.get("name") for item in sheet.value("other_names") or []]
    return {f"other_names[{name}]": name for name in names if name}
