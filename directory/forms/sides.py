"""Which side somebody chose where two changed one value."""

MERGE_SIDES = ("ours", "theirs")


def read_chosen_sides(data):
    """The sides chosen in a form, by the path of what both changed."""
    chosen = {path: data.get(f"side-{row}") for row, path in enumerate(data.getlist("path"))}
    return {path: side for path, side in chosen.items() if side in MERGE_SIDES}
