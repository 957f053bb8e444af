"""Generated profile documents of companies that do not exist, in any number, from a seed.

Each summary says so. The companies are as unequal as real ones: a few work in very many countries
and offer nearly everything, most do little and state little. The first thousand of a seed are the
same no matter how many follow.
"""

from itertools import accumulate
from random import Random

from directory.demo import word_lists
from directory.text import fold_text

DEMO_LABEL = "Demo company. It doesn't exist."
DEMO_SITE = "https://demonstration.example"
MOST_COUNTRIES, MOST_SERVICES, MOST_AREAS = 90, 44, 24
MERGED_SHARE, STATED_SHARE = 0.02, 1 / 3


class WeightedChoice:
    """Values to draw from, the first far more often than the last (Zipf)."""

    def __init__(self, values):
        self.values = list(values)
        self.weights = list(accumulate(1 / (place + 3) for place in range(len(self.values))))

    def one(self, random):
        """Return one value."""
        return random.choices(self.values, cum_weights=self.weights)[0]

    def some(self, random, count):
        """Return at most `count` different values; fewer if the draw repeats values."""
        drawn = random.choices(self.values, cum_weights=self.weights, k=2 * count)
        return list(dict.fromkeys(drawn))[:count]


FIELD_CHOICE, LEGAL_FORM_CHOICE = (
    WeightedChoice(word_lists.BUSINESS_FIELDS),
    WeightedChoice(word_lists.LEGAL_FORMS),
)
SUBJECT_CHOICE, VERB_CHOICE = (
    WeightedChoice(word_lists.SENTENCE_SUBJECTS),
    WeightedChoice(word_lists.SENTENCE_VERBS),
)
OBJECT_CHOICE, TAIL_CHOICE = (
    WeightedChoice(word_lists.SENTENCE_OBJECTS),
    WeightedChoice(word_lists.SENTENCE_TAILS),
)


class CompanyGenerator:
    """A generator of companies in order, which remembers the data that later ones refer to."""

    def __init__(self, vocabulary, seed):
        first = [code for code in word_lists.FIRST_COUNTRIES if code in vocabulary.countries]
        rest = [code for code in vocabulary.countries if code not in first]
        self.seed, self.taken, self.independent = seed, set(), []
        self.countries = WeightedChoice([*first, *rest])
        self.services, self.areas = (
            WeightedChoice(vocabulary.services),
            WeightedChoice(vocabulary.areas),
        )
        self.modalities, self.phases = (
            WeightedChoice(vocabulary.modalities),
            WeightedChoice(vocabulary.phases),
        )

    def make(self, number):
        """Return the document of the company with this number, from 0; call it in order."""
        random = Random(f"{self.seed} {number}")  # noqa: S311 - not for security
        name = self.new_name(random)
        slug = fold_text(name).replace(" ", "-")
        document = {"slug": slug, "name": name, "kind": draw_kind(random)}
        document |= {"website": f"{DEMO_SITE}/{slug}", "summary": compose_summary(random)}
        document |= self.places(random) | self.work(random) | draw_membership(random)
        document |= {
            "description": compose_description(random),
            "other_names": draw_other_names(random, name),
        }
        if random.random() < STATED_SHARE:
            document["legal_name"] = f"{name} {LEGAL_FORM_CHOICE.one(random)}"
        document |= draw_figures(random, document)
        if self.independent and random.random() < MERGED_SHARE:
            document["successor"] = random.choice(self.independent)
        else:
            self.independent.append(slug)
        document["citations"] = draw_citations(random, document)
        return document

    def new_name(self, random):
        """Return a name that no earlier company has."""
        while True:
            name = f"{invent_word(random)} {FIELD_CHOICE.one(random)}"
            if fold_text(name) not in self.taken:
                self.taken.add(fold_text(name))
                return name

    def places(self, random):
        """Return the countries of operation and the headquarters."""
        codes = self.countries.some(random, draw_skewed_number(random, MOST_COUNTRIES))
        home = codes[0]
        city = random.choice(word_lists.CITIES[home]) if home in word_lists.CITIES else None
        countries = [
            {"code": code, "kind": draw_presence(random), "as_of": "2025"} for code in codes
        ]
        return {"countries": countries, "headquarters": {"city": city, "country": home}}

    def work(self, random):
        """Return the services, areas, modalities, and phases."""
        return {
            "services": self.services.some(random, draw_skewed_number(random, MOST_SERVICES)),
            "areas": self.areas.some(random, draw_skewed_number(random, MOST_AREAS) - 1),
            "modalities": self.modalities.some(random, random.randint(0, 3)),
            "phases": self.phases.some(random, random.randint(0, 4)),
        }


def generate_documents(vocabulary, members, seed=1):
    """Return an iterator over the documents of this number of companies."""
    companies = CompanyGenerator(vocabulary, seed)
    return (companies.make(number) for number in range(members))


def draw_skewed_number(random, most):
    """Return a number from 1 to `most`: usually small, sometimes the largest."""
    return min(most, 1 + int(random.lognormvariate(1, 1.2)))


def invent_word(random):
    """Return one or two invented words."""
    parts = (word_lists.NAME_BEGINNINGS, word_lists.NAME_MIDDLES, word_lists.NAME_ENDINGS)
    word = "".join(random.choice(part) for part in parts).capitalize()
    if random.random() < 0.1:  # noqa: PLR2004 - one in ten
        return f"{word} {random.choice(word_lists.NAME_ENDINGS).capitalize()}"
    return word


def draw_kind(random):
    """Return a kind: two thirds are CROs, the others technology companies."""
    return random.choice(("cro", "cro", "technology"))


def draw_presence(random):
    """Return the kind of presence in a country."""
    return random.choices(("operations", "office", "subsidiary"), (6, 3, 1))[0]


def compose_sentence(random):
    """Return a sentence that describes no real company."""
    parts = (
        choice.one(random) for choice in (SUBJECT_CHOICE, VERB_CHOICE, OBJECT_CHOICE, TAIL_CHOICE)
    )
    return " ".join(parts) + "."


def compose_summary(random):
    """Return the demonstration label and a sentence."""
    return f"{DEMO_LABEL} {compose_sentence(random)}"


def compose_description(random):
    """Return an empty text, one paragraph, or many."""
    count = min(60, int(random.paretovariate(0.8)) - 1)
    sentences = [compose_sentence(random) for _ in range(count)]
    paragraphs = (" ".join(sentences[start : start + 5]) for start in range(0, count, 5))
    return "\n\n".join(paragraphs)


def draw_other_names(random, name):
    """Return former names for some companies, acronyms for others; each differs from the name."""
    names, draw = [], random.random()
    if draw < 0.15:  # noqa: PLR2004 - about one in seven
        until = str(random.randint(1998, 2024))
        names.append(
            {"name": f"{invent_word(random)} {FIELD_CHOICE.one(random)}", "type": "former"}
        )
        names[0]["until"] = until
    if 0.1 < draw < 0.2:  # noqa: PLR2004 - one in ten; half of them have a former name, too
        letters = "".join(word[0] for word in name.split())
        names.append({"name": f"{letters}{name[1:3].upper()}", "type": "acronym"})
    return names


def draw_membership(random):
    """Return a current, former, or unconfirmed membership, with its dates if known."""
    state = random.choices(("current", "unconfirmed", "former"), (5, 4, 1))[0]
    if state == "unconfirmed":
        return {"membership": state}
    since = random.randint(2002, 2020)
    dated = {"membership": state, "member_since": str(since)}
    return dated | {"member_until": str(since + 4)} if state == "former" else dated


def draw_figures(random, document):
    """Return each figure for a third of the companies, as the company's own statement."""
    figures, day = {}, f"{random.randint(2021, 2025)}-06"
    size = len(document["countries"]) * int(20 * random.paretovariate(1))
    if random.random() < STATED_SHARE:
        figures["employees"] = make_own_figure(min(size, 90_000), day)
    if random.random() < STATED_SHARE:
        figures["founded"] = random.randint(1965, 2024)
    if random.random() < STATED_SHARE:
        figures["trial_counts"] = [draw_trial_count(random, min(size, 9_000), day)]
    elif document["kind"] == "technology":
        figures["reports_trials"] = False
    return figures


def make_own_figure(count, day):
    """Return a figure that the company states itself."""
    return {"count": count, "qualifier": "about", "as_of": day}


def draw_trial_count(random, trials, day):
    """Return the company's own count of all its trials."""
    start = str(random.randint(2005, 2019))
    period = {"period_start": start, "period_end": day}
    fixed = {"qualifier": "at_least", "measure": "worked_on", "basis": "company", "as_of": day}
    return fixed | period | {"trials": trials}


def draw_citations(random, document):
    """Return sources with unused URLs for a few values."""
    places = [{"url": f"{document['website']}/about", "as_of": "2025"}]
    cited = [f"services[{slug}]" for slug in document["services"][:3]]
    return {key: places for key in ("website", *cited) if random.random() < STATED_SHARE}
