"""The sections of the edit form: which fields each holds, how it is shown, how it is read.

All of them together hold the whole document, each field once; sources go with what they show.
"""

from dataclasses import dataclass
from types import ModuleType

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
from directory.forms.posted import Posted
from directory.forms.sheet import field_of


@dataclass(frozen=True)
class Section:
    """A part of the form that is saved as one."""

    slug: str
    label: str
    lead: str
    modules: tuple[ModuleType, ...]
    keys: tuple[str, ...]

    @property
    def template(self):
        """The part that shows it."""
        return f"portal/edit/_{self.slug}.html"

    @property
    def cited(self):
        """The fields whose sources stand here; those of the whole profile with the text."""
        return (*self.keys, citations.GENERAL) if self.slug == "text" else self.keys

    def read(self, data, before, *, staff):
        """The fields of this section as posted, and the sources of all: changes for a draft."""
        posted = Posted(data)
        changes = {}
        for module in self.modules:
            changes |= module.read(posted, before, staff=staff)
        renamed = names.renamed(posted) if names in self.modules else {}
        changes["citations"] = citations.read(posted, self.cited, before, changes, renamed)
        return changes

    def refused(self, data):
        """Why what was pasted cannot be read; "" where it can."""
        return trial_counts.read_block(Posted(data)).error if trial_counts in self.modules else ""

    def show(self, sheet):
        """What its part of the page needs."""
        labels, found = {}, {}
        for module in self.modules:
            found |= module.show(sheet)
            labels |= module.cited(sheet)
        return found | {"sources": citations.show(sheet, self.cited, labels)}

    def shown(self, document):
        """What of a document this section shows: its fields, and their sources."""
        found = {key: document[key] for key in self.keys if key in document}
        return found | {"citations": citations.own(document, self.cited)}

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
            live, was = None, {key: schema.empty(key) for key in (*self.keys, "citations")}
        ours = citations.own(document, self.cited)
        cited = document.get("citations") or {}
        others = {key: places for key, places in cited.items() if key not in ours}
        return live, document | was | {"citations": others | was["citations"]}


SECTIONS = (
    Section(
        "identity",
        "Identity",
        "Who the company is, where it sits, and whom it belongs to.",
        (identity,),
        identity.KEYS,
    ),
    Section(
        "names",
        "Other names",
        "Former names, aliases and acronyms: people look companies up under them for years.",
        (names,),
        names.KEYS,
    ),
    Section(
        "countries",
        "Countries",
        "Where the company works, country by country, with what stands there and since when "
        "that is known.",
        (countries,),
        countries.KEYS,
    ),
    Section(
        "services",
        "Services and areas",
        "What sponsors search by. Tick what the company offers today.",
        (services,),
        services.KEYS,
    ),
    Section(
        "figures",
        "Figures",
        "Every figure needs its evidence: a source, or a date that makes it the company's own "
        "statement here. An empty figure reads “not stated”.",
        (figures, trial_counts),
        ("employees", "countries_stated", "trial_counts", "registered_trials"),
    ),
    Section(
        "links",
        "Links and logo",
        "Where else the company is found, and its sign.",
        (links,),
        links.KEYS,
    ),
    Section(
        "text",
        "Text",
        "What the company says of itself, in plain words.",
        (text,),
        text.KEYS,
    ),
)
BY_SLUG = {section.slug: section for section in SECTIONS}


def of_path(path):
    """The section where a problem at this path is mended, or None."""
    field = field_of(path)
    return next((section for section in SECTIONS if field in section.cited), None)


def after(section):
    """The section that follows; None after the last."""
    place = SECTIONS.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None
