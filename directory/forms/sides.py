"""The side chosen for each value that two sides changed."""

MERGE_SIDES = ("ours", "theirs")


def read_chosen_sides(data):
    """Return the sides chosen in a form, by the path of the conflict."""
    chosen = {path: data.get(f"side-{row}") for row, path in enumerate(data.getlist("path"))}
    return {path: side for path, side in chosen.items() if side in MERGE_SIDES}
