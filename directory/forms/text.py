"""The words of the profile: the summary, and the description in Markdown."""

KEYS = ("summary", "description")
LABELS = {"summary": "Summary", "description": "Description", "general": "The profile as a whole"}


def read(posted, before, *, staff):
    """The texts, as typed."""
    return {key: posted.text(key) for key in KEYS}


def show(sheet):
    """The two texts."""
    return {
        "summary": sheet.control(
            "summary",
            "Summary",
            kind="lines",
            limit=300,
            hint="One or two plain sentences; they stand below the name and in lists.",
        ),
        "description": sheet.control(
            "description",
            "Description",
            kind="long",
            limit=10_000,
            hint="Markdown: a blank line between paragraphs, ## for a heading, - for a list, "
            "**bold**, [words](https://…) for a link.",
        ),
    }


def cited(sheet):
    """What a source of this section may show."""
    return LABELS
