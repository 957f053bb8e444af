"""What a search is called, in a line: for titles, descriptions and those who share its address."""

from directory.search.facets import FACET_NAMES, RANGES, find_facet

MOST_TITLE_VALUES = 2  # chosen values that a title can say
KIND_TITLES = {
    "cro": "Clinical research organizations",
    "technology": "Clinical technology companies",
}
RANGE_SUBJECTS = {name: figure.noun for figure in RANGES for name in figure.parameters}


def build_search_title(query, chosen):
    """The companies of a search in words: "Companies offering clinical monitoring in Germany".

    `query` is its words, `chosen` what `MemberFilterSet.chosen` yields. Of more than two values,
    or of one without a phrase, it says what the companies were chosen by.
    """
    values = [(name, value, label) for name, value, label, _ in chosen if name != "q"]
    told = len(values) <= MOST_TITLE_VALUES and all(
        find_title_phrase(name) for name, _, _ in values
    )
    subject = (
        phrase_values(values)
        if told
        else f"Companies by {join_words(list_title_subjects(values), 'and')}"
    )
    return f"{subject}: “{query}”" if query else subject


def find_title_phrase(name):
    """How values of a parameter are said, or nothing."""
    if name == "kind":
        return "{}"
    return find_facet(name).phrase if name.removesuffix("_all") in FACET_NAMES else ""


def phrase_values(values):
    """The companies with these values, each parameter in its phrase."""
    by_name = {}
    for name, value, label in values:
        by_name.setdefault(name, []).append(KIND_TITLES.get(value) or lower_label(name, label))
    noun = join_words(by_name.pop("kind", ["Companies"]), "and")
    # The order of the phrases is that of a sentence: what, then where.
    names = sorted(by_name, key=lambda name: find_facet(name).title_order)
    joined = [
        find_title_phrase(name).format(
            join_words(by_name[name], "and" if name.endswith("_all") else "or")
        )
        for name in names
    ]
    return " ".join([noun, *joined])


def list_title_subjects(values):
    """What these values are values of, each once."""
    found = [name.removesuffix("_all") for name, _, _ in values]
    words = [
        find_facet(name).noun
        if name in FACET_NAMES
        else RANGE_SUBJECTS.get(name, name.replace("_", " "))
        for name in found
    ]
    return list(dict.fromkeys(words))


def lower_label(name, label):
    """A label as it stands within a sentence; names of places and abbreviations keep capitals."""
    if find_facet(name).is_place or not label[1:2].islower():
        return label
    return label[0].lower() + label[1:]


def join_words(words, last):
    """Words in a row: "a, b and c"."""
    head, tail = ", ".join(words[:-1]), "".join(words[-1:])
    return f"{head} {last} {tail}" if head else tail
