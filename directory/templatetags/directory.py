"""The one way of showing a figure, and small words for dates: markup only, nothing is queried.

What a page shows tens of times is a template of `templates/jinja2/`.

Every number of trials, participants, employees or countries goes through one of these tags, so
none stands without what it counts, who says so, and when.
"""

from functools import cache, wraps
from html import escape
from urllib.parse import urlsplit

from django import template
from django.template import engines
from django.utils.safestring import SafeString

from directory import dates
from directory.association import dotplot
from directory.profile.page import PAGE_BASIS_LABELS

register = template.Library()

QUALIFIER_WORDS = {"exact": "", "stated": "", "about": "about", "at_least": "at least"}
QUALIFIER_WORDS |= {"nearly": "nearly"}
LONGEST_ADDRESS_SHOWN = 48
AGE_WORDS = {
    "fresh": "",
    "ageing": "over a year old",
    "stale": "may be outdated",
    "undated": "undated",
}
TRIAL_COUNT_UNITS = {
    "worked_on": "trials worked on",
    "ongoing": "trials underway",
    "per_year": "trials per year",
    "registry_mentions": "registered trials that name the company",
}


@register.simple_tag
def marked(pieces):
    """A text in pieces of (text, whether it was searched for): the latter marked, all escaped."""
    texts = ((escape(text), found) for text, found in pieces)
    return SafeString("".join(f"<mark>{text}</mark>" if found else text for text, found in texts))


@cache
def load_macro(name):
    """The macro `show` of a template in `templates/jinja2/`."""
    return engines["jinja2"].env.get_template(f"{name}.jinja").module.show


def rendered_by(name):
    """A decorator: a tag that shows what a function says by a part of `templates/jinja2/`."""

    def decorate(say):
        @register.simple_tag
        @wraps(say)
        def tag(*args, **kwargs):
            return SafeString(load_macro(name)(say(*args, **kwargs)))

        return tag

    return decorate


@rendered_by("rows")
def companies(rows):
    """The companies of a list, of `Listing.rows` with their glance."""
    return rows


@rendered_by("facets")
def facet_choices(facets):
    """The facets of the search form that have something to choose, of `search_form.build_facet`."""
    return [facet for facet in facets if facet["shown"]]


@rendered_by("ranges")
def range_ends(extents):
    """The figures of the search form to bound, of `search_form.build_range`."""
    return extents


@rendered_by("orders")
def order_choices(orders):
    """The orders of the search form, of `search_form.list_orderings`."""
    return orders


@register.simple_tag
def options(facet, choices):
    """The values of a facet to choose, each a `FacetValue`."""
    known = find_choice_markup(facet["control"], facet["name"])
    rows = []
    for choice in choices:
        before, after = known[choice["value"], choice["label"]]
        checked = " checked" if choice["selected"] else ""
        rows.append(f"{before}{checked}{after}{choice['count']:,}</b></label>\n")
    return SafeString("".join(rows))


class ChoiceMarkup(dict):
    """What stands before and after the mark of a choice that is made, escaped, by value and label.

    A large directory has six hundred choices on a page, the same ones on every page.
    """

    def __init__(self, control, name):
        super().__init__()
        self.of_facet = f'<label class="option"><input type="{control}" name="{name}"'

    def __missing__(self, choice):
        """That of a choice that was not shown before."""
        value, label = map(escape, choice)
        self[choice] = f'{self.of_facet} value="{value}"', f"> <span>{label}</span><b>"
        return self[choice]


find_choice_markup = cache(ChoiceMarkup)


@rendered_by("figure")
def figure(value, unit):
    """A figure of the profile document, or "Not reported"."""
    if not value:
        return {"missing": "Not reported"}
    return describe_figure(value, unit, "Reported by the company") | {"note": value["note"]}


@rendered_by("figure")
def trial_count(item, **how):
    """A trial count of the profile document, as `describe_count_figure` has it."""
    return describe_count_figure(item, **how)


def describe_count_figure(item, *, applies=True, alone=True, partial=0):
    """What is said of a trial count: its figure with its measure, scope, period and basis.

    `applies` is false for a company of which no source says that it conducts trials; `alone`
    where no columns of a table say scope, period and note; `partial` is how many counts there
    are that cannot stand for all of the company's trials.
    """
    if not item:
        if not applies:
            return {"missing": "Not applicable"}
        figures = f"{partial} partial figure{'' if partial == 1 else 's'}"
        return {"missing": f"No total reported ({figures})" if partial else "Not reported"}
    if item["trials"] is None:  # its participants are stated, with the evidence
        return {"missing": "Not reported"}
    figure = describe_figure(
        item | {"count": item["trials"]}, TRIAL_COUNT_UNITS[item["measure"]], ""
    )
    figure |= {"basis": PAGE_BASIS_LABELS[item["basis"]]}
    if not alone:
        return figure
    words = [item["scope"], describe_period(item["period_start"], item["period_end"])]
    # The note stands in sight: it may say what the number leaves open, such as "in five years".
    return figure | {"detail": ", ".join(filter(None, words)), "definition": item["note"]}


@rendered_by("figure")
def participants(item):
    """The participants of a trial count, on the same evidence."""
    if item["participants"] is None:
        return {"missing": "Not reported"}
    return describe_figure(item | {"count": item["participants"]}, "participants", "")


@rendered_by("figure")
def statistic(row):
    """A figure of the association."""
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
    """A figure of the association in one line, for a sentence: 142 countries (2014)."""
    value = {"count": row.value, "qualifier": row.qualifier, "as_of": row.as_of}
    figure = describe_figure(value | {"source_url": row.source_url}, row.unit, "")
    unit = {"percent": "%", "USD": ""}.get(row.unit, f" {row.unit}")
    number = (
        dotplot.format_short_number(row.value, "USD") if row.unit == "USD" else figure["number"]
    )
    about = row.period if row.period[:4].isdigit() else figure["date"]
    when = about or row.as_of_note
    words = f"{figure['qualifier']} {number}{unit}".strip()
    return f"{words} ({when})" if when else words


@rendered_by("figure")
def tally(count, unit, definition=""):
    """A number that this directory counted itself, just now."""
    return {"count": count, "number": f"{count:,}", "unit": unit, "definition": definition}


@rendered_by("evidence")
def evidence(citations, of):
    """Where a fact was read, on demand; at rest the year of its newest statement, and its age."""
    today, citations = dates.today(), citations or []
    newest = max((place["as_of"] or "" for place in citations), default="")
    sources = [
        {
            "url": place["url"],
            "host": host(place["url"]),
            "date": partial_date(place["as_of"]),
            "age": AGE_WORDS[dates.classify_age(place["as_of"], today)],
        }
        for place in citations
    ]
    mark = dates.classify_age(newest, today)
    return {"sources": sources, "of": of, "newest": newest[:4] or "undated", "mark": mark}


@register.simple_tag
def presence_evidence(country):
    """Who says that a company works in a country, and when."""
    return evidence([{"url": country["source_url"], "as_of": country["as_of"]}], country["name"])


@register.simple_tag
def owner_evidence(parent):
    """Who says that a company has this owner, and when."""
    places = [{"url": parent["source_url"], "as_of": parent["as_of"]}]
    return evidence(places if any(places[0].values()) else [], "the owner")


def describe_figure(value, unit, unsourced):
    """What the part shows of a figure: number, qualifier, unit, date, age and source."""
    count, as_of = value["count"], value["as_of"]
    mark = dates.classify_age(as_of, dates.today())
    return {
        "count": count,
        "number": "" if count is None else f"{count:,}",
        "qualifier": QUALIFIER_WORDS[value["qualifier"]],
        "unit": unit,
        "date": dates.format_partial_date(as_of) if as_of else "",
        "age": "" if mark == "undated" else AGE_WORDS[mark],
        "mark": mark,
        "url": value["source_url"],
        "host": host(value["source_url"]),
        "unsourced": "" if value["source_url"] else unsourced or "Reported by the company",
    }


def describe_period(start, end):
    """A period in words, as far as it is stated."""
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
    """The period of a trial count in words."""
    return describe_period(item["period_start"], item["period_end"]) or "Not reported"


@register.simple_tag
def sources(found):
    """How many citations a profile has, of which years, and how many without a date, in words."""
    words = [
        f"{found['count'] or 'no'} citation{'' if found['count'] == 1 else 's'}",
        "–".join(found["years"]),
        f"{found['undated']} undated" if found["undated"] else "",
    ]
    return ", ".join(filter(None, words))


@register.filter
def number(count):
    """A count as people read it: 12,345."""
    return f"{count:,}"


@register.filter
def host(url):
    """The host of an address, as people know it."""
    return split_address(url)[0]


@register.filter
def place(url):
    """An address as people read it: host and path, shortened."""
    text = "".join(split_address(url))
    return text if len(text) <= LONGEST_ADDRESS_SHOWN else f"{text[:LONGEST_ADDRESS_SHOWN]}…"


def split_address(url):
    """The host of an address and its path; one that has no such parts stands as it is."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return url, ""
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


@register.filter
def partial_date(value):
    """A partial date in words, or "undated"."""
    return dates.format_partial_date(value) if value else "undated"


@register.filter
def age_word(age):
    """How old a statement is, in a word; nothing while it is fresh or undated."""
    return {"ageing": "over a year old", "stale": "may be outdated"}.get(age, "")


@register.filter
def initials(name):
    """The monogram of a name: the first letters of its first two words."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.simple_tag
def trial_count_words(item):
    """A trial count in one line: qualifier, number, what it counts, and for when."""
    figure = describe_figure(
        item | {"count": item["trials"]}, TRIAL_COUNT_UNITS[item["measure"]], ""
    )
    when = describe_period(item["period_start"], item["period_end"]) or figure["date"]
    words = " ".join(filter(None, [figure["qualifier"], figure["number"], figure["unit"]]))
    return ", ".join(filter(None, [words, item["scope"], when]))


STRIP_SQUARE_SIZE = 9


@register.inclusion_tag("components/_strip.html")
def strip(ages, total):
    """A square for each of `total` countries: those listed by the age of what is said, first."""
    marks = [*ages, *["none"] * (total - len(ages))]
    squares = [
        {"x": 1 + place * STRIP_SQUARE_SIZE, "mark": mark} for place, mark in enumerate(marks)
    ]
    return {"squares": squares, "width": total * STRIP_SQUARE_SIZE + 1}
