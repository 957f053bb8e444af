"""The sections of the edit form: which fields each holds, how it is shown, how it is read.

All of them together hold the whole document, each field once; sources go with what they show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.core import signing

from directory.document import schema
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
from directory.forms.bound_section import parse_cited_field
from directory.forms.post_data import PostData


class SectionPart(NamedTuple):
    """Some fields of a section: how they are read from a form, shown, and cited.

    `read(posted, before, *, staff)` returns the fields, `show(sheet)` the context of their
    controls, and `list_citable(sheet)` the labels of what a source may support, by citation key.
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
    """A part of the form that is saved as one."""

    slug: str
    label: str
    lead: str
    parts: tuple[SectionPart, ...]
    keys: tuple[str, ...]

    @property
    def template(self):
        """The part that shows it."""
        return f"portal/edit/_{self.slug}.html"

    @property
    def cited(self):
        """The fields whose sources stand here; those of the whole profile with the text."""
        return (*self.keys, citations.GENERAL_KEY) if self.slug == "text" else self.keys

    def read(self, data, before, *, staff):
        """The fields of this section as posted, and the sources of all: changes for a draft."""
        posted = PostData(data)
        changes = {}
        for part in self.parts:
            changes |= part.read(posted, before, staff=staff)
        renamed = names.map_renamed_sources(posted) if NAMES in self.parts else {}
        changes["citations"] = citations.read_posted_sources(
            posted, self.cited, before, changes, renamed
        )
        return changes

    def refused(self, data):
        """Why what was pasted cannot be read; "" where it can."""
        return (
            trial_counts.read_pasted_counts(PostData(data)).error
            if TRIAL_COUNTS in self.parts
            else ""
        )

    def show(self, sheet):
        """What its part of the page needs."""
        labels, found = {}, {}
        for part in self.parts:
            found |= part.show(sheet)
            labels |= part.list_citable(sheet)
        return found | {"sources": citations.show_sources(sheet, self.cited, labels)}

    def shown(self, document):
        """What of a document this section shows: its fields, and their sources."""
        found = {key: document[key] for key in self.keys if key in document}
        return found | {"citations": citations.select_sources(document, self.cited)}

    def seal(self, document, live):
        """What the form is opened on, and the published number then: signed, to come back."""
        return signing.dumps([live, self.shown(document)], salt=self.slug, compress=True)

    def unseal(self, text, document):
        """What a form was opened on: the number, and `document` with this section as it was.

        Of a form that does not say it, nothing is known: the section counts as empty.
        """
        try:
            live, was = signing.loads(text, salt=self.slug)
        except (signing.BadSignature, ValueError):
            live, was = (
                None,
                {key: schema.build_empty_value(key) for key in (*self.keys, "citations")},
            )
        ours = citations.select_sources(document, self.cited)
        cited = document.get("citations") or {}
        others = {key: places for key, places in cited.items() if key not in ours}
        return live, document | was | {"citations": others | was["citations"]}


EDIT_SECTIONS = (
    EditSection(
        "identity",
        "Identity",
        "The company's name, headquarters, and ownership.",
        (IDENTITY,),
        identity.IDENTITY_FIELDS,
    ),
    EditSection(
        "names",
        "Other names",
        "Former names, aliases, and acronyms. People search by them for years.",
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
        "Sponsors filter by these. Select everything the company offers today.",
        (SERVICES,),
        services.SERVICE_FIELDS,
    ),
    EditSection(
        "figures",
        "Figures",
        "Every figure needs a source or a date. A figure with only a date is shown as reported "
        "by the company. Leave a figure empty to show “Not reported”.",
        (FIGURES, TRIAL_COUNTS),
        ("employees", "countries_stated", "trial_counts", "registered_trials"),
    ),
    EditSection(
        "links",
        "Links and logo",
        "Social media profiles, identifiers, and the company's logo.",
        (LINKS,),
        links.LINK_FIELDS,
    ),
    EditSection(
        "text",
        "Summary and description",
        "Describe the company in plain language.",
        (TEXTS,),
        text.TEXT_SECTION_FIELDS,
    ),
)
EDIT_SECTIONS_BY_SLUG = {section.slug: section for section in EDIT_SECTIONS}


def find_section(path):
    """The section where a problem at this path is mended, or None."""
    field = parse_cited_field(path)
    return next((section for section in EDIT_SECTIONS if field in section.cited), None)


def find_next_section(section):
    """The section that follows; None after the last."""
    place = EDIT_SECTIONS.index(section) + 1
    return EDIT_SECTIONS[place] if place < len(EDIT_SECTIONS) else None
