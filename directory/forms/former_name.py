"""The offer to keep a company's old name, after a change of its name, as a former name."""

from directory.terms import Document

KEEP_FIELD = "former_name.keep"


def read_kept_name(posted, before: Document, name: str) -> Document:
    """Return the change of the other names if the old name is to be kept, otherwise {}."""
    old = posted.text("former_name.name")
    others = list_draft_names(before)
    if KEEP_FIELD not in posted or old in ("", name) or find_other_name(old, before):
        return {}
    until = posted.value("former_name.until")
    return {"other_names": [*others, {"name": old, "type": "former", "until": until}]}


def list_draft_names(document: Document) -> list[Document]:
    """Return the other names of a document, which may be an invalid draft."""
    others = document.get("other_names") or []
    return [other for other in others if isinstance(other, dict)]


def find_other_name(name: str, document: Document) -> Document | None:
    """Return the entry of this name among the other names, of whatever type, or None."""
    return next((other for other in list_draft_names(document) if other.get("name") == name), None)


def show_kept_name(bound):
    """Return the controls of the offer, None if there is no published name to keep.

    A name that is kept is offered again only if the form that keeps it wasn't saved. `changed` says
    whether the name in the draft differs from the published one.
    """
    old, keeps = bound.published_name, KEEP_FIELD in bound.typed
    kept = find_other_name(old, bound.document)
    if not old or (kept and not keeps):
        return None
    return {
        "name": old,
        "keep": keeps,
        "changed": bound.value("name") not in (None, "", old),
        "until": bound.control(
            "former_name.until",
            "Used until (optional)",
            kind="date",
            value=(kept or {}).get("until") or "",
            hint="The year, month, or day the old name was last used.",
        ),
    }
