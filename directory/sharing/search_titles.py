"""The title of a search, for page titles, descriptions, and shared links."""

from directory.search.facets import FACET_NAMES, RANGES, RANGES_BY_NAME, find_facet

MOST_TITLE_VALUES = 3  # chosen values that a title names; it counts the others
RANGE_SUBJECTS = {name: figure.noun for figure in RANGES for name in figure.parameters}


def build_search_title(query, chosen):
    """Return the title of a search: "Companies offering clinical monitoring in Germany".

    `query` is its text, and `chosen` is `MemberFilterSet.chosen`. If there are more than three
    values, or one without a phrase, the title names the filters and the first values, so that
    searches for different values differ: "Companies by country (Germany, France, Italy and 2
    more)".
    """
    values = [(name, value, label) for name, value, label, _ in chosen if name != "q"]
    is_spelled_out = len(values) <= MOST_TITLE_VALUES and all(
        find_title_phrase(name) for name, _, _ in values
    )
    subject = phrase_values(values) if is_spelled_out else name_filters(values)
    return f"{subject}: “{query}”" if query else subject


def find_title_phrase(name):
    """Return the phrase for values of a parameter, or "" if it has none."""
    return find_facet(name).phrase if name.removesuffix("_all") in FACET_NAMES else ""


def phrase_values(values):
    """Return the companies with these values in words, each parameter in its phrase."""
    subjects, by_name = [], {}
    for name, value, label in values:
        if facet_subjects := find_facet(name).subjects:
            subjects.append(facet_subjects[value])
        else:
            by_name.setdefault(name, []).append(lower_label(name, label))
    noun = join_words(subjects or ["Companies"], "and")
    # The phrases follow the order of a sentence: what, then where.
    names = sorted(by_name, key=lambda name: find_facet(name).title_order)
    joined = [
        find_title_phrase(name).format(
            join_words(by_name[name], "and" if name.endswith("_all") else "or")
        )
        for name in names
    ]
    return " ".join([noun, *joined])


def name_filters(values):
    """Return the filters in words, with their first values in parentheses."""
    words = [name_title_value(name, label) for name, _, label in values[:MOST_TITLE_VALUES]]
    left_out = len(values) - len(words)
    named = join_words([*words, f"{left_out} more"], "and") if left_out else ", ".join(words)
    return f"Companies by {join_words(list_title_subjects(values), 'and')} ({named})"


def name_title_value(name, label):
    """Return a chosen value in words; that of a range says which end it is."""
    if figure := RANGES_BY_NAME.get(name.removesuffix("_min").removesuffix("_max")):
        phrase = figure.min_phrase if name.endswith("_min") else figure.max_phrase
        return phrase.format(label)
    return lower_label(name, label) if name.removesuffix("_all") in FACET_NAMES else label


def list_title_subjects(values):
    """Return the nouns of the parameters of these values, each once."""
    names = [name.removesuffix("_all") for name, _, _ in values]
    words = [
        find_facet(name).noun
        if name in FACET_NAMES
        else RANGE_SUBJECTS.get(name, name.replace("_", " "))
        for name in names
    ]
    words = [
        f"all of several {find_facet(name).plural}" if every else word
        for (given, _, _), name, word in zip(values, names, words, strict=True)
        for every in [given.endswith("_all")]
    ]
    return list(dict.fromkeys(words))


def lower_label(name, label):
    """Return a label for use within a sentence; places and abbreviations keep their capitals."""
    if find_facet(name).is_place or not label[1:2].islower():
        return label
    return label[0].lower() + label[1:]


def join_words(words, last):
    """Return words in a row: "a, b and c"."""
    head, tail = ", ".join(words[:-1]), "".join(words[-1:])
    return f"{head} {last} {tail}" if head else tail
