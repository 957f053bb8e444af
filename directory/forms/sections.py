"""The sections of the edit form: the fields of each, and how they are shown and read.

Together they hold the whole document, each field once; sources belong to the section of the value
they support.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.core import signing

from directory.document import schema
from directory.document.structure import (
    CODE_LIST_FIELDS,
    GENERAL_KEY,
    TEXT_FIELDS,
    parse_cited_field,
)
from directory.forms import (
    citations,
    countries,
    figures,
    identity,
    links,
    names,
    services,
    text,
    trial_counts,
)
from directory.forms.post_data import PostData


class SectionPart(NamedTuple):
    """Some fields of a section: how they are read from a form, shown, and cited.

    `read(posted, before, *, staff)` returns the fields, `show(bound)` the context of their
    controls, and `list_citable(bound)` the labels of the values a source may support, by citation
    key.
    """

    read: Callable
    show: Callable
    list_citable: Callable


IDENTITY = SectionPart(
    identity.read_posted_identity, identity.show_identity, identity.list_citable_identity
)
NAMES = SectionPart(names.read_posted_names, names.show_names, names.list_citable_names)
COUNTRIES = SectionPart(
    countries.read_posted_countries, countries.show_countries, countries.list_citable_countries
)
SERVICES = SectionPart(
    services.read_posted_services, services.show_services, services.list_citable_services
)
FIGURES = SectionPart(
    figures.read_posted_figures, figures.show_figures, figures.list_citable_figures
)
TRIAL_COUNTS = SectionPart(
    trial_counts.read_posted_trial_counts,
    trial_counts.show_trial_counts,
    trial_counts.list_citable_trial_counts,
)
LINKS = SectionPart(links.read_posted_links, links.show_links, links.list_citable_links)
TEXTS = SectionPart(text.read_posted_texts, text.show_texts, text.list_citable_texts)


@dataclass(frozen=True)
class EditSection:
    """A section of the form that is saved as a unit."""

    slug: str
    label: str
    lead: str
    parts: tuple[SectionPart, ...]
    keys: tuple[str, ...]

    @property
    def template(self):
        """The template of the section's controls."""
        return f"portal/edit/_{self.slug}.html"

    @property
    def cited(self):
        """The fields whose sources this section shows; the text section adds the general ones."""
        return (*self.keys, GENERAL_KEY) if self.slug == "text" else self.keys

    def read(self, data, before, *, staff):
        """Return the changes for a draft: the section's fields as posted, and all citations."""
        posted = PostData(data)
        changes = {}
        for part in self.parts:
            changes |= part.read(posted, before, staff=staff)
        renamed = names.map_renamed_sources(posted) if NAMES in self.parts else {}
        changes["citations"] = citations.read_posted_sources(
            posted, self.cited, before, changes, renamed
        )
        return changes

    def read_pasted_counts(self, data):
        """Return the pasted trial counts of a form; none if this section has no box for them."""
        if TRIAL_COUNTS not in self.parts:
            return trial_counts.PastedCounts()
        return trial_counts.read_pasted_counts(PostData(data))

    def build_context(self, bound):
        """Return the template context of the section."""
        labels, context = {}, {}
        for part in self.parts:
            context |= part.show(bound)
            labels |= part.list_citable(bound)
        return context | {"sources": citations.show_sources(bound, self.cited, labels)}

    def select_values(self, document):
        """Return the values of a document that this section shows: its fields and their sources."""
        values = {key: document[key] for key in self.keys if key in document}
        return values | {"citations": citations.select_sources(document, self.cited)}

    def seal(self, document, live):
        """Return the form's starting values and the published revision's number, signed."""
        return signing.dumps([live, self.select_values(document)], salt=self.slug, compress=True)

    def unseal(self, text, document):
        """Return the sealed number, and `document` with this section's values from the seal.

        If the seal is missing or invalid, the number is None and the section counts as empty.
        """
        try:
            live, original = signing.loads(text, salt=self.slug)
        except (signing.BadSignature, ValueError):
            live, original = (
                None,
                {key: schema.build_empty_value(key) for key in (*self.keys, "citations")},
            )
        ours = citations.select_sources(document, self.cited)
        cited = document.get("citations") or {}
        others = {key: places for key, places in cited.items() if key not in ours}
        return live, document | original | {"citations": others | original["citations"]}


EDIT_SECTIONS = (
    EditSection(
        "identity",
        "Identity",
        "The company’s name, headquarters, and ownership.",
        (IDENTITY,),
        identity.IDENTITY_FIELDS,
    ),
    EditSection(
        "names",
        "Other names",
        "Former names, aliases, and acronyms, so that people who search for them find the company.",
        (NAMES,),
        names.NAME_FIELDS,
    ),
    EditSection(
        "countries",
        "Countries",
        "The countries where the company works, with the type of presence in each and the date "
        "it was last confirmed.",
        (COUNTRIES,),
        countries.COUNTRY_FIELDS,
    ),
    EditSection(
        "services",
        "Services and expertise",
        "Sponsors use these to filter the directory. Select everything the company offers today.",
        (SERVICES,),
        CODE_LIST_FIELDS,
    ),
    EditSection(
        "figures",
        "Figures",
        "Every figure needs a source or a date. A figure with only a date is shown as reported "
        "by the company. Leave a figure empty to show “Not reported.”",
        (FIGURES, TRIAL_COUNTS),
        ("employees", "countries_stated", "trial_counts", "registered_trials"),
    ),
    EditSection(
        "links",
        "Links and logo",
        "Social media profiles, identifiers, and the company’s logo.",
        (LINKS,),
        links.LINK_FIELDS,
    ),
    EditSection(
        "text",
        "Summary and description",
        "Describe the company in plain language.",
        (TEXTS,),
        TEXT_FIELDS,
    ),
)
EDIT_SECTIONS_BY_SLUG = {section.slug: section for section in EDIT_SECTIONS}


def find_section(path):
    """Return the section that shows the field of a problem's path, or None."""
    field = parse_cited_field(path)
    return next((section for section in EDIT_SECTIONS if field in section.cited), None)


def count_section_problems(section, problems):
    """Return the number of all problems in the fields of a section."""
    return sum(count for field, count in problems.counts.items() if field in section.cited)


def find_next_section(section):
    """Return the section that follows; None after the last."""
    place = EDIT_SECTIONS.index(section) + 1
    return EDIT_SECTIONS[place] if place < len(EDIT_SECTIONS) else None
