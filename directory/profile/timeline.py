"""Small charts as numbers: positions of marks on an axis of years. Templates draw them.

Positions are percentages of the chart's width, so that text keeps its size on a narrow screen.
"""

from datetime import date

from directory import dates

TIMELINE_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)
MOST_TIMELINE_TICKS = 6


def draw_timeline(trial_counts, today):
    """Return the periods of the trial counts: {rows, ticks, undated}, or None if none is dated.

    A row has its `item` and, in percent, the `start` and `width` of its period; without a period it
    has a `point` at the date of the statement. Lengths show only time, because counts of different
    measures or scopes can't share any other axis.
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
    """Return a handful of round years from `first` to `last`, each with its position in percent."""
    step = next(
        step
        for step in TIMELINE_YEAR_STEPS
        if (last - first) / step <= MOST_TIMELINE_TICKS or step == TIMELINE_YEAR_STEPS[-1]
    )
    years = range(-(-first // step) * step, last + 1, step)
    return [{"year": year, "x": _share(date(year, 1, 1), first, last)} for year in years]


def _span(item):
    """Return the first and last day of a count's period; without one, the statement's day twice."""
    end = dates.parse_partial_date(item["period_end"] or item["as_of"])[1]
    start = dates.parse_partial_date(item["period_start"])[0] if item["period_start"] else end
    return min(start, end), end


def _share(day, first, last):
    """Return the position of a day between January 1 of two years, in percent."""
    begin, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()
    return round(100 * (day.toordinal() - begin) / (end - begin), 1)
