"""Profile documents of companies that do not exist, by a seed, at any number.

Each says so in its summary. They are skewed as real ones are: a few work in very many countries
and offer nearly everything, most do little and say little. The first thousand of a seed are the
same however many follow.
"""

from itertools import accumulate
from random import Random

from directory.demo import words
from directory.text import fold

LABEL = "Demonstration company, it does not exist."
SITE = "https://demonstration.example"
MOST_COUNTRIES, MOST_SERVICES, MOST_AREAS = 90, 44, 24
MERGED, STATED = 0.02, 1 / 3


class Choice:
    """Values to draw from, the first far more often than the last (Zipf)."""

    def __init__(self, values):
        self.values = list(values)
        self.weights = list(accumulate(1 / (place + 3) for place in range(len(self.values))))

    def one(self, random):
        """One value."""
        return random.choices(self.values, cum_weights=self.weights)[0]

    def some(self, random, count):
        """So many different values, or fewer where chance repeats itself."""
        drawn = random.choices(self.values, cum_weights=self.weights, k=2 * count)
        return list(dict.fromkeys(drawn))[:count]


FIELDS, LEGAL_FORMS = Choice(words.FIELDS), Choice(words.LEGAL_FORMS)
SUBJECTS, VERBS = Choice(words.SUBJECTS), Choice(words.VERBS)
OBJECTS, TAILS = Choice(words.OBJECTS), Choice(words.TAILS)


class Companies:
    """Makes one company after the other; keeps what later ones refer to."""

    def __init__(self, vocabulary, seed):
        first = [code for code in words.FIRST_COUNTRIES if code in vocabulary.countries]
        rest = [code for code in vocabulary.countries if code not in first]
        self.seed, self.taken, self.independent = seed, set(), []
        self.countries = Choice([*first, *rest])
        self.services, self.areas = Choice(vocabulary.services), Choice(vocabulary.areas)
        self.modalities, self.phases = Choice(vocabulary.modalities), Choice(vocabulary.phases)

    def make(self, number):
        """The document of the company with this number, from 0; to be called in order."""
        random = Random(f"{self.seed} {number}")  # noqa: S311 - no secret
        name = self.new_name(random)
        slug = fold(name).replace(" ", "-")
        document = {"slug": slug, "name": name, "kind": kind(random)}
        document |= {"website": f"{SITE}/{slug}", "summary": summary(random)}
        document |= self.places(random) | self.work(random) | membership(random)
        document |= {"description": description(random), "other_names": other_names(random, name)}
        if random.random() < STATED:
            document["legal_name"] = f"{name} {LEGAL_FORMS.one(random)}"
        document |= figures(random, document)
        if self.independent and random.random() < MERGED:
            document["successor"] = random.choice(self.independent)
        else:
            self.independent.append(slug)
        document["citations"] = citations(random, document)
        return document

    def new_name(self, random):
        """A name that no company before has."""
        while True:
            name = f"{root(random)} {FIELDS.one(random)}"
            if fold(name) not in self.taken:
                self.taken.add(fold(name))
                return name

    def places(self, random):
        """Where it works and sits."""
        codes = self.countries.some(random, skewed(random, MOST_COUNTRIES))
        home = codes[0]
        city = random.choice(words.CITIES[home]) if home in words.CITIES else None
        countries = [{"code": code, "kind": presence(random), "as_of": "2025"} for code in codes]
        return {"countries": countries, "headquarters": {"city": city, "country": home}}

    def work(self, random):
        """What it does."""
        return {
            "services": self.services.some(random, skewed(random, MOST_SERVICES)),
            "areas": self.areas.some(random, skewed(random, MOST_AREAS) - 1),
            "modalities": self.modalities.some(random, random.randint(0, 3)),
            "phases": self.phases.some(random, random.randint(0, 4)),
        }


def documents(vocabulary, members, seed=1):
    """So many documents, one after the other."""
    companies = Companies(vocabulary, seed)
    return (companies.make(number) for number in range(members))


def skewed(random, most):
    """A number from 1: mostly small, at times the most there is."""
    return min(most, 1 + int(random.lognormvariate(1, 1.2)))


def root(random):
    """An invented word, or two of them."""
    parts = (words.BEGINNINGS, words.MIDDLES, words.ENDINGS)
    word = "".join(random.choice(part) for part in parts).capitalize()
    if random.random() < 0.1:  # noqa: PLR2004 - one in ten
        return f"{word} {random.choice(words.ENDINGS).capitalize()}"
    return word


def kind(random):
    """Two thirds run trials, the others make software for them."""
    return random.choice(("cro", "cro", "technology"))


def presence(random):
    """What stands in a country."""
    return random.choices(("operations", "office", "subsidiary"), (6, 3, 1))[0]


def sentence(random):
    """A sentence of no company's own."""
    parts = (choice.one(random) for choice in (SUBJECTS, VERBS, OBJECTS, TAILS))
    return " ".join(parts) + "."


def summary(random):
    """A sentence, after the one that says what this is."""
    return f"{LABEL} {sentence(random)}"


def description(random):
    """Nothing, a paragraph, or many."""
    count = min(60, int(random.paretovariate(0.8)) - 1)
    sentences = [sentence(random) for _ in range(count)]
    paragraphs = (" ".join(sentences[start : start + 5]) for start in range(0, count, 5))
    return "\n\n".join(paragraphs)


def other_names(random, name):
    """Former names of some, short ones of others; each differs from the name."""
    found, draw = [], random.random()
    if draw < 0.15:  # noqa: PLR2004 - about one in seven
        until = str(random.randint(1998, 2024))
        found.append({"name": f"{root(random)} {FIELDS.one(random)}", "type": "former"})
        found[0]["until"] = until
    if 0.1 < draw < 0.2:  # noqa: PLR2004 - one in ten, half of them among those before
        letters = "".join(word[0] for word in name.split())
        found.append({"name": f"{letters}{name[1:3].upper()}", "type": "acronym"})
    return found


def membership(random):
    """Member, not any more, or nobody knows."""
    state = random.choices(("current", "unconfirmed", "former"), (5, 4, 1))[0]
    if state == "unconfirmed":
        return {"membership": state}
    since = random.randint(2002, 2020)
    dated = {"membership": state, "member_since": str(since)}
    return dated | {"member_until": str(since + 4)} if state == "former" else dated


def figures(random, document):
    """Figures for a third, stated by the company itself: the others say nothing."""
    found, day = {}, f"{random.randint(2021, 2025)}-06"
    size = len(document["countries"]) * int(20 * random.paretovariate(1))
    if random.random() < STATED:
        found["employees"] = figure(min(size, 90_000), day)
    if random.random() < STATED:
        found["founded"] = random.randint(1965, 2024)
    if random.random() < STATED:
        found["trial_counts"] = [trial_count(random, min(size, 9_000), day)]
    elif document["kind"] == "technology":
        found["reports_trials"] = False
    return found


def figure(count, day):
    """A figure of the company's own."""
    return {"count": count, "qualifier": "about", "as_of": day}


def trial_count(random, trials, day):
    """The company's own count of all of its trials."""
    start = str(random.randint(2005, 2019))
    period = {"period_start": start, "period_end": day}
    usual = {"qualifier": "at_least", "measure": "worked_on", "basis": "company", "as_of": day}
    return usual | period | {"trials": trials}


def citations(random, document):
    """Addresses that nobody answers, for a few of the things said."""
    places = [{"url": f"{document['website']}/about", "as_of": "2025"}]
    cited = [f"services[{slug}]" for slug in document["services"][:3]]
    return {key: places for key in ("website", *cited) if random.random() < STATED}
