"""A dot for each statement of a measure, by year: where it stands. Templates draw it.

Positions across are per cent, so that text keeps its size on a narrow screen; down they are
pixels. Values begin at nought. Each year is a band: a statement of a whole year stands in the
middle of it, with a line over the time that its date allows. The undated stand apart, at the end.
"""

from datetime import date, timedelta

from directory import dates

HEIGHT, TOP = 176, 28
FIRST, LAST, UNDATED = 12, 82, 93
FEWEST_YEARS, MOST_LABELS = 5, 7
STEPS = (1, 2, 5)
LEVELS = 4
SCALES = ((1_000_000_000, " billion"), (1_000_000, " million"))


def draw(statements):
    """The plot of statements, each at its `time`: years, levels, points; None for one dot."""
    placed = [row for row in statements if row.value is not None]
    dated = [dates.span(row.time) for row in placed if row.time]
    if len(placed) < 2 or not dated:  # noqa: PLR2004 - one dot shows no course
        return None
    first, last = frame(min(start for start, _ in dated).year, max(end for _, end in dated).year)
    levels = scale(max(1, *(row.value for row in placed)))
    points = [point(row, (first, last), levels[-1]) for row in placed]
    return {
        "years": [year | {"x": middle(year["year"], first, last)} for year in labels(first, last)],
        "levels": [
            {"label": short(level, placed[0].unit), "y": down(level, levels[-1])}
            for level in levels
        ],
        "points": points,
        "height": TOP + HEIGHT,
        "axis": TOP + HEIGHT + 20,
        "undated": UNDATED if len(dated) < len(placed) else None,
        "end": LAST,
    }


def frame(first, last):
    """The years of the axis: at least a handful, so that two dots do not seem a long time apart."""
    spare = max(0, FEWEST_YEARS - (last - first + 1))
    return first - (spare + 1) // 2, last + spare // 2


def labels(first, last):
    """The years that are written under the axis."""
    step = next((n for n in STEPS if (last - first) / n < MOST_LABELS), STEPS[-1])
    return [{"year": year} for year in range(last, first - 1, -step)][::-1]


def scale(largest):
    """Round levels from nought to the first that is not below the largest value."""
    step = next(
        digit * 10**power
        for power in range(15)
        for digit in (1, 2, 2.5, 5)
        if digit * 10**power * LEVELS >= largest
    )
    return [int(step * number) for number in range(-(-largest // int(step) or 1) + 1)]


def point(row, years, top):
    """Where a statement stands, and how it is marked and labelled."""
    place = {"y": down(row.value, top), "label": short(row.value, row.unit)}
    place |= {"qualifier": row.qualifier}
    if not row.time:
        return place | {"x": UNDATED, "start": None, "end": None}
    start, end = dates.span(row.time)
    left, right = across(start, *years), across(end + timedelta(days=1), *years)
    return place | {"x": round((left + right) / 2, 1), "start": left, "end": right}


def middle(year, first, last):
    """The middle of a year's band, in per cent."""
    return across(date(year, 7, 2), first, last)


def across(day, first, last):
    """Where a day stands on an axis of whole years, in per cent."""
    begin, end = date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()
    return round(FIRST + (LAST - FIRST) * (day.toordinal() - begin) / (end - begin), 1)


def down(value, top):
    """How far down a value stands, in pixels."""
    return round(TOP + HEIGHT * (1 - value / top), 1)


def short(value, unit):
    """A number in few letters: 25.6 billion, 53%."""
    if unit == "percent":
        return f"{value}%"
    for size, word in SCALES:
        if value >= size:
            return f"{value / size:,.10g}{word}"
    return f"{value:,}"
