"""Real names of organizations, from IANA's registry, as a directory of names alone.

The registry of Private Enterprise Numbers holds 60,000 organizations from all over the world as
they write themselves, and of some hundreds what they were called before or are called for short.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from directory.search.build import index_of
from directory.search.rows import Row
from directory.search.vocabulary import read_vocabulary
from directory.text import fold, folded_name, words

REGISTRY = "https://www.iana.org/assignments/enterprise-numbers.txt"
LEGAL = frozenset(
    words(
        "Inc Incorporated Ltd Limited LLC LLP GmbH mbH plc Corp Corporation Co Company Cie SA AG "
        "BV NV AB AS ApS Oy Oyj SRL SpA SAS SARL SL SLU KG KGaA eV EG Pty Pte Pvt Private Lda Ltda "
        "Kft Zrt Nyrt doo sro OOO JSC PJSC SE KK Bhd Sdn Group Holding Holdings"
    )
)
NOBODY = frozenset(words("none unassigned reserved private individual test personal"))
SHORTEST = 3  # letters
ENTRY = re.compile(r"^  (\S.*)$", re.MULTILINE)  # numbers stand further left, people further right
FORMER = re.compile(r"\s*\((?:formerly|previously) '(.*)'\)$")
ACRONYM = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,9})\)$")
LINK = re.compile(r"\s*\(https?:[^)]*\)")


@dataclass(frozen=True)
class Named:
    """An organization as it writes itself, and another name of it: "former" or "acronym"."""

    name: str
    other: str = ""
    other_kind: str = ""


def without_legal(spoken):
    """Of these words those that do not say a legal form."""
    return [word for word in spoken if word not in LEGAL]


def read_registry(text, most):
    """The first organizations of the registry, each name once, legal words or not."""
    found = {}
    for entry in ENTRY.findall(text):
        named = read_entry(LINK.sub("", entry).strip())
        core = " ".join(without_legal(words(named.name)))
        if len(core) >= SHORTEST and core not in NOBODY:
            found.setdefault(core, named)
        if len(found) == most:
            break
    return list(found.values())


def read_entry(entry):
    """An entry of the registry, such as "Clario (formerly 'ERT')" or "Test Lab (TL)"."""
    for kind, pattern in (("former", FORMER), ("acronym", ACRONYM)):
        if match := pattern.search(entry):
            return Named(entry[: match.start()], match[1], kind)
    return Named(entry)


def index_of_names(named):
    """The index of a directory that knows nothing but these names; the first has key 1."""
    rows = (row_of(key, found.name, found.other) for key, found in enumerate(named, 1))
    return index_of(read_vocabulary(), rows, {}, {})


def row_of(member, name, other=""):
    """A company of which nothing but the name is known."""
    empty = dict.fromkeys(Row._fields)
    known = {"member": member, "name": folded_name(name), "slug": fold(name), "kind": "cro"}
    known |= {"membership": "unconfirmed", "countries": 0, "places": ""}
    known |= {"names": "\n".join(filter(None, [fold(name), fold(other)]))}
    return Row(**empty | known | {"updated": datetime(2026, 1, 1, tzinfo=UTC)})
