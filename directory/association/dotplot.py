"""Positions for a dot plot with one dot per statement of a measure, by year.

Templates draw it. Horizontal positions are percentages, so that text keeps its size on a narrow
screen; vertical positions are pixels. Values start at zero. Each year is a band: a statement about
a whole year is in its middle, with a line across the time its date allows. Undated statements are
placed apart, at the end.
"""

from datetime import date, timedelta

from directory import dates

PLOT_HEIGHT, PLOT_TOP = 176, 28
FIRST_YEAR_X, LAST_YEAR_X, UNDATED_X = 12, 82, 93
FEWEST_YEARS, MOST_YEAR_LABELS = 5, 7
PLOT_YEAR_STEPS = (1, 2, 5)
MOST_LEVELS = 4
NUMBER_SCALES = ((1_000_000_000, " billion"), (1_000_000, " million"))


def draw_dotplot(statements):
    """Return the plot of statements, each at its `time`, or None if there are fewer than two dots.

    None also means that all statements are undated.
    """
    placed = [row for row in statements if row.value is not None]
    dated = [dates.parse_partial_date(row.time) for row in placed if row.time]
    if len(placed) < 2 or not dated:  # noqa: PLR2004 - one dot shows no trend
        return None
    first, last = choose_plot_years(
        min(start for start, _ in dated).year, max(end for _, end in dated).year
    )
    levels = choose_levels(max(1, *(row.value for row in placed)))
    points = [place_statement(row, (first, last), levels[-1]) for row in placed]
    return {
        "years": [
            year | {"x": place_year_middle(year["year"], first, last)}
            for year in choose_year_labels(first, last)
        ],
        "levels": [
            {
                "label": format_short_number(level, placed[0].unit),
                "y": place_value(level, levels[-1]),
            }
            for level in levels
        ],
        "points": points,
        "height": PLOT_TOP + PLOT_HEIGHT,
        "axis": PLOT_TOP + PLOT_HEIGHT + 20,
        "undated": UNDATED_X if len(dated) < len(placed) else None,
        "end": LAST_YEAR_X,
    }


def choose_plot_years(first, last):
    """Return the first and last year of the axis, which spans at least `FEWEST_YEARS` years.

    On a shorter axis, two dots would seem a long time apart.
    """
    spare = max(0, FEWEST_YEARS - (last - first + 1))
    return first - (spare + 1) // 2, last + spare // 2


def choose_year_labels(first, last):
    """Return the years to label on the axis."""
    step = next(
        (n for n in PLOT_YEAR_STEPS if (last - first) / n < MOST_YEAR_LABELS), PLOT_YEAR_STEPS[-1]
    )
    return [{"year": year} for year in range(last, first - 1, -step)][::-1]


def choose_levels(largest):
    """Return round levels from zero to the first that is at least the largest value."""
    step = next(
        digit * 10**power
        for power in range(15)
        for digit in (1, 2, 2.5, 5)
        if digit * 10**power * MOST_LEVELS >= largest
    )
    return [int(step * number) for number in range(-(-largest // int(step) or 1) + 1)]


def place_statement(row, years, top):
    """Return the position of a statement, its label, and its qualifier."""
    place = {"y": place_value(row.value, top), "label": format_short_number(row.value, row.unit)}
    place |= {"qualifier": row.qualifier}
    if not row.time:
        return place | {"x": UNDATED_X, "start": None, "end": None}
    start, end = dates.parse_partial_date(row.time)
    left, right = place_day(start, *years), place_day(end + timedelta(days=1), *years)
    return place | {"x": round((left + right) / 2, 1), "start": left, "end": right}


def place_year_middle(year, first, last):
    """Return the middle of a year's band, in percent."""
    return place_day(date(year, 7, 2), first, last)


def place_day(day, first, last):
    """Return the position of a day on an axis of whole years, in percent."""
    begin, end = date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()
    return round(
        FIRST_YEAR_X + (LAST_YEAR_X - FIRST_YEAR_X) * (day.toordinal() - begin) / (end - begin), 1
    )


def place_value(value, top):
    """Return the distance of a value from the top, in pixels."""
    return round(PLOT_TOP + PLOT_HEIGHT * (1 - value / top), 1)


def format_short_number(value, unit):
    """Return a number in short form: 25.6 billion, 53%."""
    if unit == "percent":
        return f"{value}%"
    sign = "$" if unit == "USD" else ""
    for size, word in NUMBER_SCALES:
        if value >= size:
            return f"{sign}{value / size:,.10g}{word}"
    return f"{sign}{value:,}"
