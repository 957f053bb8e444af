"""The texts of the profile: the summary, and the description in Markdown."""

from directory.document.labels import FIELD_LABELS
from directory.document.structure import TEXT_FIELDS
from directory.terms import DESCRIPTION_LIMIT, SUMMARY_LIMIT

TEXT_SECTION_LABELS = {key: FIELD_LABELS[key] for key in (*TEXT_FIELDS, "general")}


def read_posted_texts(posted, before, *, staff):
    """Return the texts as submitted."""
    return {key: posted.text(key) for key in TEXT_FIELDS}


def show_texts(bound):
    """Return the controls of the two texts."""
    return {
        "summary": bound.control(
            "summary",
            "Summary (optional)",
            kind="lines",
            limit=SUMMARY_LIMIT,
            hint="One or two plain sentences, shown below the company’s name and in lists.",
        ),
        "description": bound.control(
            "description",
            "Description (optional)",
            kind="long",
            limit=DESCRIPTION_LIMIT,
            hint="Use Markdown: a blank line between paragraphs, ## for a heading, - for a list "
            "item, **bold**, and [text](https://…) for a link.",
        ),
    }


def list_citable_texts(bound):
    """Return the citation keys of this section, with labels."""
    return TEXT_SECTION_LABELS
