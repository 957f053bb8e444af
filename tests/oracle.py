"""A slow, plain implementation of every search parameter over the documents.

It uses neither the tables nor `directory.search`. It shares only text folding and date parsing,
which have their own tests. docs/search.md describes the parameters; `text_oracle.py` is text
search.
"""

from dataclasses import dataclass
from datetime import date, datetime

from text_oracle import TextOracle

from directory import dates
from directory.models import Country, Member, Region, choose_headline
from directory.text import fold_text

FACETS = ("kind", "country", "region", "hq", "service", "area", "modality", "phase")
FACETS += ("membership", "merged", "verified")
DEFAULTS = {"membership": ["current", "unconfirmed"], "merged": ["false"]}
NO_DEFAULT = {"membership": ["current", "former", "unconfirmed"], "merged": ["true", "false"]}


@dataclass
class Company:
    """A published document with its confirmation and publication dates."""

    document: dict
    verified_on: date | None
    updated: datetime


class Oracle:
    """Answers to queries, which are given as parameters with lists of values."""

    def __init__(self, today):
        self.today = today
        rows = Member.objects.filter(status="published").select_related("revision")
        gone = Member.objects.filter(status="archived").select_related("revision")
        self.archived = {row.slug: row.revision.document for row in gone}
        self.companies = {
            row.slug: Company(row.revision.document, row.verified_on, row.revision.published_at)
            for row in rows
        }
        self.region_of, self.parent = {}, {}
        codes = {region.code: region for region in Region.objects.select_related("parent")}
        for region in codes.values():
            self.parent[region.slug] = region.parent and region.parent.slug
        for country in Country.objects.select_related("region"):
            self.region_of[country.code] = country.region and country.region.slug
        self.spoken = TextOracle(self)

    def slugs(self, **query):
        """Return the slugs of the matching companies, in order."""
        matching = [slug for slug in self.companies if self.matches(slug, query)]
        matching.sort(key=lambda slug: (self.name(slug), slug))
        [order] = query.get("ordering", ["relevance"])
        if order == "relevance":
            [q] = query.get("q", [""])
            exact = query.get("exact") == ["true"]
            rank = self.spoken.find(q, exact=exact).rank
            return sorted(matching, key=rank) if q else matching
        key = order.removeprefix("-")
        if key == "name":
            # The sort is stable: companies with equal names stay in the order of their slugs.
            return sorted(matching, key=self.name, reverse=True) if order == "-name" else matching
        known = [slug for slug in matching if self.figure(slug, key) is not None]
        sign = -1 if order.startswith("-") else 1
        known.sort(key=lambda slug: sign * self.figure(slug, key))
        return known + [slug for slug in matching if self.figure(slug, key) is None]

    def facet(self, facet, **query):
        """Return the count of each value of a facet: the companies found by choosing only it.

        Values that no company has are left out, unless they are selected.
        """
        aside = {name: values for name, values in query.items() if name != facet}
        counts = dict.fromkeys(self.selected(facet, **query), 0)
        for slug in self.slugs(**aside, **{facet: NO_DEFAULT.get(facet, [])}):
            for value in self.values(slug, facet):
                counts[value] = counts.get(value, 0) + 1
        return counts

    def selected(self, facet, **query):
        """Return the values of a facet that a query chooses or requires."""
        return set((DEFAULTS | query).get(facet, []) + query.get(f"{facet}_all", []))

    def range(self, name, **query):
        """Return (least, most, number stated) of a figure, ignoring the figure's own bounds."""
        aside = {key: v for key, v in query.items() if key not in {f"{name}_min", f"{name}_max"}}
        figures = [self.figure(slug, name) for slug in self.slugs(**aside)]
        stated = [figure for figure in figures if figure is not None]
        return min(stated, default=None), max(stated, default=None), len(stated)

    def unreported(self, name, **query):
        """Return how many companies match the rest of a query and report nothing of a filter."""
        own = {name, f"{name}_all", f"{name}_min", f"{name}_max"}
        rest = self.slugs(**{key: values for key, values in query.items() if key not in own})
        if name in {"trials", "founded", "employees"}:
            return sum(self.figure(slug, name) is None for slug in rest)
        source = "country" if name == "region" else name
        return sum(not self.values(slug, source) for slug in rest)

    def matches(self, slug, query):
        """Return True if a company meets every parameter."""
        [q], exact = query.get("q", [""]), query.get("exact") == ["true"]
        if q and slug not in self.spoken.find(q, exact=exact).slugs:
            return False
        return all(
            self.meets(slug, name, values) for name, values in (DEFAULTS | query).items() if values
        )

    def meets(self, slug, name, values):
        """Return True if a company meets one parameter."""
        if name in {"q", "exact", "ordering", "page", "page_size", "include", "fields", "omit"}:
            return True
        if name == "updated_since":
            since = values[0] if "T" in values[0] else f"{values[0]}T00:00:00Z"
            return self.companies[slug].updated >= dates.parse_moment(since)
        if name.endswith("_min"):
            figure = self.figure(slug, name.removesuffix("_min"))
            return figure is not None and figure >= int(values[0])
        if name.endswith("_max"):
            figure = self.figure(slug, name.removesuffix("_max"))
            return figure is not None and figure <= int(values[0])
        if name.endswith("_all"):
            return set(values) <= set(self.values(slug, name.removesuffix("_all")))
        return bool(set(values) & set(self.values(slug, name)))

    def values(self, slug, facet):
        """Return a company's values of a facet."""
        company = self.companies[slug]
        document = company.document
        year_ago = dates.subtract_months(self.today, 12)
        countries = [item["code"] for item in document["countries"]]
        phases = {item["phase"] for item in document["trial_counts"]} - {None}
        return {
            "kind": [document["kind"]],
            "country": countries,
            "region": {region for code in countries for region in self.regions(code)},
            "hq": [document["headquarters"]["country"]]
            if document["headquarters"]["country"]
            else [],
            "service": document["services"],
            "area": document["areas"],
            "modality": document["modalities"],
            "phase": phases | set(document["phases"]),
            "membership": [self.membership(document)],
            "merged": ["true" if document["successor"] else "false"],
            "verified": [
                "true" if company.verified_on and company.verified_on >= year_ago else "false"
            ],
        }[facet]

    def regions(self, country):
        """Yield the region of a country and the regions around it."""
        region = self.region_of[country]
        while region:
            yield region
            region = self.parent[region]

    def membership(self, document):
        """Return the membership as of today."""
        until = document["member_until"]
        if (
            document["membership"] == "current"
            and until
            and dates.parse_partial_date(until)[1] < self.today
        ):
            return "former"
        return document["membership"]

    def figure(self, slug, name):
        """Return a company's figure, or None."""
        document = self.companies[slug].document
        if name == "trials":
            count = choose_headline(document["trial_counts"])
            return count["trials"] if count else None
        if name == "employees":
            return document["employees"]["count"] if document["employees"] else None
        if name == "countries":
            return len(document["countries"]) or None
        if name == "updated":
            return self.companies[slug].updated.timestamp()
        return document["founded"]

    def name(self, slug):
        """Return a company's folded name."""
        return fold_text(self.companies[slug].document["name"])

    def names(self, slug):
        """Return a company's other names, including the names of its predecessors."""
        document = self.companies[slug].document
        own = [document["legal_name"], *(item["name"] for item in document["other_names"])]
        return [name for name in own if name] + self.names_before(slug)

    def names_before(self, slug):
        """Return the names of all predecessors of a company, except those of archived companies."""
        names = []
        for other, company in self.companies.items():
            if company.document["successor"] == slug:
                names += [company.document["name"], *self.names(other)]
        for other, document in self.archived.items():
            if document["successor"] == slug:
                names += self.names_before(other)
        return names
