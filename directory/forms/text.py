"""The words of the profile: the summary, and the description in Markdown."""

TEXT_SECTION_FIELDS = ("summary", "description")
TEXT_SECTION_LABELS = {
    "summary": "Summary",
    "description": "Description",
    "general": "The profile as a whole",
}


def read_posted_texts(posted, before, *, staff):
    """The texts, as typed."""
    return {key: posted.text(key) for key in TEXT_SECTION_FIELDS}


def show_texts(sheet):
    """The two texts."""
    return {
        "summary": sheet.control(
            "summary",
            "Summary (optional)",
            kind="lines",
            limit=300,
            hint="One or two plain sentences, shown below the company's name and in lists.",
        ),
        "description": sheet.control(
            "description",
            "Description (optional)",
            kind="long",
            limit=10_000,
            hint="Use Markdown: a blank line between paragraphs, ## for a heading, - for a list "
            "item, **bold**, and [text](https://…) for a link.",
        ),
    }


def list_citable_texts(sheet):
    """What a source of this section may show."""
    return TEXT_SECTION_LABELS
