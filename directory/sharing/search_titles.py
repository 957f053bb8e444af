"""What a search is called, in a line: for titles, descriptions and those who share its address."""

from directory.search.query import FACET_NAMES

MOST_TITLE_VALUES = 2  # chosen values that a title can say
TITLE_PHRASES = {
    "service": "offering {}",
    "area": "working in {}",
    "modality": "working with {}",
    "phase": "with {} trials",
    "hq": "with headquarters in {}",
    "region": "in {}",
    "country": "in {}",
}
KIND_TITLES = {
    "cro": "Clinical research organizations",
    "technology": "Clinical technology companies",
}
PARAMETER_SUBJECTS = {"hq": "headquarters", "area": "therapeutic area", "modality": "modality"}
RANGE_SUBJECTS = {
    "trials": "number of trials",
    "founded": "founding year",
    "employees": "employees",
}


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
    return "{}" if name == "kind" else TITLE_PHRASES.get(name.removesuffix("_all"))


def phrase_values(values):
    """The companies with these values, each parameter in its phrase."""
    by_name = {}
    for name, value, label in values:
        by_name.setdefault(name, []).append(KIND_TITLES.get(value) or lower_label(name, label))
    noun = join_words(by_name.pop("kind", ["Companies"]), "and")
    # The order of the phrases is that of a sentence: what, then where.
    names = sorted(by_name, key=lambda name: list(TITLE_PHRASES).index(name.removesuffix("_all")))
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
        PARAMETER_SUBJECTS.get(name, name)
        if name in FACET_NAMES
        else RANGE_SUBJECTS.get(name.rpartition("_")[0], name.replace("_", " "))
        for name in found
    ]
    return list(dict.fromkeys(words))


def lower_label(name, label):
    """A label as it stands within a sentence; names of places and abbreviations keep capitals."""
    if name.removesuffix("_all") in {"country", "region", "hq"} or not label[1:2].islower():
        return label
    return label[0].lower() + label[1:]


def join_words(words, last):
    """Words in a row: "a, b and c"."""
    head, tail = ", ".join(words[:-1]), "".join(words[-1:])
    return f"{head} {last} {tail}" if head else tail
