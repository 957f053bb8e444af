"""Tags and filters that show figures, evidence, and dates. They produce markup and query nothing.

What a page repeats many times is a template in `templates/jinja2/`.

Every number of trials, participants, employees, or countries goes through one of these tags, so
that it always comes with what it counts, its source, and its date.
"""

from functools import cache, wraps
from html import escape
from urllib.parse import urlsplit

from django import template
from django.template import engines
from django.utils.safestring import SafeString

from directory import dates
from directory.association import dotplot
from directory.document.labels import AGE_LABELS, BASIS_LABELS, MEASURE_UNITS, QUALIFIER_LABELS
from directory.people.browsers import describe_browser

register = template.Library()

LONGEST_ADDRESS_SHOWN = 48
SINGULAR_WORDS = {"companies": "company", "countries": "country", "name": "names"} | {
    f"{word}s": word
    for word in ("comment", "employee", "member", "participant", "session", "trial")
}


@register.simple_tag
def marked(pieces):
    """Return a text of (text, was searched for) pieces, escaped, with the found pieces marked."""
    texts = ((escape(text), found) for text, found in pieces)
    return SafeString("".join(f"<mark>{text}</mark>" if found else text for text, found in texts))


@cache
def load_macro(name):
    """Return the macro `show` of a template in `templates/jinja2/`."""
    return engines["jinja2"].env.get_template(f"{name}.jinja").module.show


def rendered_by(name):
    """Register a tag that renders the function's result with a template in `templates/jinja2/`."""

    def decorate(say):
        @register.simple_tag
        @wraps(say)
        def tag(*args, **kwargs):
            return SafeString(load_macro(name)(say(*args, **kwargs)))

        return tag

    return decorate


@rendered_by("rows")
def companies(rows):
    """Render the companies of a list, from `Listing.rows` read with `whole=True`."""
    return rows


@rendered_by("facets")
def facet_choices(facets):
    """Render the facets of the search form that have choices, from `search_form.build_facet`."""
    return [facet for facet in facets if facet["shown"]]


@rendered_by("ranges")
def range_ends(extents):
    """Render the ranges of the search form, from `search_form.build_range`."""
    return extents


@rendered_by("orders")
def order_choices(orders):
    """Render the orderings of the search form, from `search_form.list_orderings`."""
    return orders


@register.simple_tag
def options(facet, choices, level=1):
    """Return the inputs for a facet's choices, each a `FacetValue`, of one level of its tree."""
    known = find_choice_markup(facet["control"], facet["name"], level)
    rows = []
    for choice in choices:
        before, after = known[choice["value"], choice["label"]]
        checked = " checked" if choice["selected"] else ""
        rows.append(f"{before}{checked}{after}{choice['count']:,}</b></label>\n")
    return SafeString("".join(rows))


class ChoiceMarkup(dict):
    """Escaped markup before and after the `checked` attribute of a choice, by (value, label).

    A large directory has six hundred choices on a page, and every page has the same ones.
    """

    def __init__(self, control, name, level):
        super().__init__()
        kind = "option" if level == 1 else f"option level-{level}"
        self.of_facet = f'<label class="{kind}"><input type="{control}" name="{name}"'

    def __missing__(self, choice):
        """Build and keep the markup of a choice at its first use."""
        value, label = map(escape, choice)
        self[choice] = f'{self.of_facet} value="{value}"', f"> <span>{label}</span><b>"
        return self[choice]


find_choice_markup = cache(ChoiceMarkup)


@rendered_by("figure")
def figure(value, unit):
    """Render a figure of the profile document, or "Not reported"."""
    if not value:
        return {"missing": "Not reported"}
    return describe_figure(value, unit, "Reported by the company") | {"note": value["note"]}


@rendered_by("figure")
def trial_count(item, **how):
    """Render a trial count of the profile document, with `describe_count_figure`."""
    return describe_count_figure(item, **how)


def describe_count_figure(item, *, applies=True, alone=True, partial=0):
    """Return what is shown of a trial count: its figure with measure, scope, period, and basis.

    `applies` is False for a company that no source says conducts trials. `alone` is False in a
    table that has columns for scope, period, and note. `partial` is the number of counts that can't
    represent all of the company's trials.
    """
    if not item:
        if not applies:
            return {"missing": "Not applicable"}
        figures = f"{partial} partial figure{'' if partial == 1 else 's'}"
        return {"missing": f"No total reported ({figures})" if partial else "Not reported"}
    if item["trials"] is None:  # Only its participants are stated; the evidence shows them.
        return {"missing": "Not reported"}
    figure = describe_figure(item | {"count": item["trials"]}, MEASURE_UNITS[item["measure"]], "")
    figure |= {"basis": BASIS_LABELS[item["basis"]]}
    if not alone:
        return figure
    words = [item["scope"], describe_period(item["period_start"], item["period_end"])]
    # The note is always visible: it may complete the number, such as "in five years".
    return figure | {"detail": ", ".join(filter(None, words)), "definition": item["note"]}


@rendered_by("figure")
def participants(item):
    """Render the participants of a trial count, with its evidence."""
    if item["participants"] is None:
        return {"missing": "Not reported"}
    return describe_figure(item | {"count": item["participants"]}, "participants", "")


@rendered_by("figure")
def statistic(row):
    """Render one of ACRO's figures."""
    value = {"count": row.value, "qualifier": row.qualifier, "as_of": row.as_of}
    unit = {"percent": "%", "USD": ""}.get(row.unit, row.unit)
    found = describe_figure(value | {"source_url": row.source_url}, unit, "")
    if row.unit == "USD" and row.value is not None:
        found["number"] = dotplot.format_short_number(row.value, row.unit)
    dated = found["date"] or row.as_of_note
    # A dated figure of the past is history, so its age isn't a warning.
    return found | {"date": dated, "age": "", "detail": row.period}


@register.simple_tag
def statistic_words(row):
    """Return one of ACRO's figures in one line, for a sentence: 142 countries (2014)."""
    value = {"count": row.value, "qualifier": row.qualifier, "as_of": row.as_of}
    figure = describe_figure(value | {"source_url": row.source_url}, row.unit, "")
    unit = {"percent": "%", "USD": ""}.get(row.unit, f" {figure['unit']}")
    number = (
        dotplot.format_short_number(row.value, "USD") if row.unit == "USD" else figure["number"]
    )
    about = row.period if row.period[:4].isdigit() else figure["date"]
    when = about or row.as_of_note
    words = f"{figure['qualifier']} {number}{unit}".strip()
    return f"{words} ({when})" if when else words


@rendered_by("figure")
def tally(count, unit, definition=""):
    """Render a number that the directory has just counted itself."""
    unit = inflect_unit(count, unit)
    return {"count": count, "number": f"{count:,}", "unit": unit, "definition": definition}


def inflect_unit(count, unit):
    """Return a unit in the plural as it follows this count: "1 trial", "1 of 8 countries"."""
    if count != 1 or unit.startswith("of "):
        return unit
    return " ".join(SINGULAR_WORDS.get(word, word) for word in unit.split(" "))


@rendered_by("evidence")
def evidence(citations, of):
    """Render the sources of a fact, folded; the summary shows the newest year and its age."""
    today, citations = dates.today(), citations or []
    newest = max((place["as_of"] or "" for place in citations), default="")
    sources = [
        {
            "url": place["url"],
            "host": host(place["url"]),
            "date": dates.format_partial_date(place["as_of"]) if place["as_of"] else "",
            "age": AGE_LABELS[dates.classify_age(place["as_of"], today)],
        }
        for place in citations
    ]
    mark = dates.classify_age(newest, today)
    return {"sources": sources, "of": of, "newest": newest[:4], "mark": mark}


@register.simple_tag
def presence_evidence(country):
    """Render the source and date of a company's presence in a country."""
    return evidence([{"url": country["source_url"], "as_of": country["as_of"]}], country["name"])


@register.simple_tag
def owner_evidence(parent):
    """Render the source and date of a company's owner."""
    places = [{"url": parent["source_url"], "as_of": parent["as_of"]}]
    return evidence(places if any(places[0].values()) else [], "the owner")


def describe_figure(value, unit, unsourced):
    """Return the parts of a figure: number, qualifier, unit, date, age, and source."""
    count, as_of = value["count"], value["as_of"]
    mark = dates.classify_age(as_of, dates.today())
    return {
        "count": count,
        "number": "" if count is None else f"{count:,}",
        "qualifier": QUALIFIER_LABELS[value["qualifier"]],
        "unit": inflect_unit(count, unit),
        "date": dates.format_partial_date(as_of) if as_of else "",
        "age": "" if mark == "undated" else AGE_LABELS[mark],
        "mark": mark,
        "url": value["source_url"],
        "host": host(value["source_url"]),
        "unsourced": "" if value["source_url"] else unsourced or "Reported by the company",
    }


def describe_period(start, end):
    """Return a period in words, from the ends that are stated."""
    if start and end:
        return through(start, end)
    if start:
        return f"since {dates.format_partial_date(start)}"
    return f"up to {dates.format_partial_date(end)}" if end else ""


def through(start, end):
    """Two dates as a range: 2010–2016, or March 2010 to May 2016."""
    years = start.isdigit() and end.isdigit()
    return (
        f"{start}–{end}"
        if years
        else f"{dates.format_partial_date(start)} to {dates.format_partial_date(end)}"
    )


@register.simple_tag(name="period")
def period_tag(item):
    """Return the period of a trial count in words."""
    return describe_period(item["period_start"], item["period_end"]) or "Not reported"


@register.simple_tag
def sources(found):
    """Return a profile's number of citations, their years, and how many are undated, in words."""
    words = [
        f"{found['count'] or 'no'} citation{'' if found['count'] == 1 else 's'}",
        "–".join(found["years"]),
        f"{found['undated']} undated" if found["undated"] else "",
    ]
    return ", ".join(filter(None, words))


@register.filter
def number(count):
    """Return a number with separators: 12,345."""
    return f"{count:,}"


@register.filter
def host(url):
    """Return the host of a URL, without "www."."""
    return split_address(url)[0]


@register.filter
def place(url):
    """Return the host and path of a URL, shortened."""
    text = "".join(split_address(url))
    return text if len(text) <= LONGEST_ADDRESS_SHOWN else f"{text[:LONGEST_ADDRESS_SHOWN]}…"


def split_address(url):
    """Return (host, path) of a URL, or (URL, "") if it can't be parsed."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return url, ""
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


@register.filter
def partial_date(value):
    """Return a partial date in words, or "undated"."""
    return dates.format_partial_date(value) if value else "undated"


@register.filter
def browser(user_agent):
    """Return the browser and system that a `User-Agent` header names, such as “Safari on macOS”."""
    return describe_browser(user_agent)


@register.filter
def initials(name):
    """Return the first letters of a name's first two words, in capitals."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.simple_tag
def trial_count_words(item):
    """Return a trial count in one line: qualifier, number, unit, scope, and period or date."""
    figure = describe_figure(item | {"count": item["trials"]}, MEASURE_UNITS[item["measure"]], "")
    when = describe_period(item["period_start"], item["period_end"]) or figure["date"]
    words = " ".join(filter(None, [figure["qualifier"], figure["number"], figure["unit"]]))
    return ", ".join(filter(None, [words, item["scope"], when]))


STRIP_SQUARE_SIZE = 9


@register.inclusion_tag("components/_strip.html")
def strip(ages, total):
    """Render a square for each of `total` countries; those listed come first, marked by age."""
    marks = [*ages, *["none"] * (total - len(ages))]
    squares = [
        {"x": 1 + place * STRIP_SQUARE_SIZE, "mark": mark} for place, mark in enumerate(marks)
    ]
    return {"squares": squares, "width": total * STRIP_SQUARE_SIZE + 1}
