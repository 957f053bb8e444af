"""Small charts, as numbers: where marks stand on an axis of years. Templates draw them.

Positions are percentages of the chart's width, so that text keeps its size on a narrow screen.
"""

from datetime import date

from directory import dates

TIMELINE_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)
MOST_TIMELINE_TICKS = 6


def draw_timeline(trial_counts, today):
    """When each trial count speaks of: {rows, ticks, undated}, or None where no count is dated.

    A row has its `item` and, in per cent, `start` and `width` of its period; without a period a
    `point` at the day of the statement. Lengths are time alone: counts of different measure or
    scope share this axis and could share no other.
    """
    counts = [item for item in trial_counts if item["trials"] is not None]
    spans = [(item, *_span(item)) for item in counts if item["period_end"] or item["as_of"]]
    if not spans:
        return None
    first = min(start for _, start, _ in spans).year
    last = max(*(end.year for *_, end in spans), today.year) + 1
    rows = [
        {
            "item": item,
            "start": _share(start, first, last),
            "width": max(1.5, round(_share(end, first, last) - _share(start, first, last), 1)),
            "point": _share(end, first, last) if start == end else None,
            "mark": dates.classify_age(item["as_of"], today),
        }
        for item, start, end in spans
    ]
    return {
        "rows": rows,
        "ticks": place_year_ticks(first, last),
        "undated": len(counts) - len(rows),
    }


def place_year_ticks(first, last):
    """A handful of round years from `first` to `last`, each with its place in per cent."""
    step = next(
        step
        for step in TIMELINE_YEAR_STEPS
        if (last - first) / step <= MOST_TIMELINE_TICKS or step == TIMELINE_YEAR_STEPS[-1]
    )
    years = range(-(-first // step) * step, last + 1, step)
    return [{"year": year, "x": _share(date(year, 1, 1), first, last)} for year in years]


def _span(item):
    """The first and last day of a count's period; without one, the statement's day twice."""
    end = dates.parse_partial_date(item["period_end"] or item["as_of"])[1]
    start = dates.parse_partial_date(item["period_start"])[0] if item["period_start"] else end
    return min(start, end), end


def _share(day, first, last):
    """Where a day stands between 1 January of two years, in per cent."""
    begin, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()
    return round(100 * (day.toordinal() - begin) / (end - begin), 1)
