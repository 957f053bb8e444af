"""Real names of organizations, from IANA's registry, as a directory of names alone.

The registry of Private Enterprise Numbers holds 60,000 organizations from all over the world, with
the names they use themselves, and for some hundreds also a former name or an acronym.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from directory.search.index_builder import assemble_index
from directory.search.index_source import MemberRow
from directory.search.vocabulary import read_vocabulary
from directory.text import fold_name, fold_text, split_words

REGISTRY_URL = "https://www.iana.org/assignments/enterprise-numbers.txt"
LEGAL_WORDS = frozenset(
    split_words(
        "Inc Incorporated Ltd Limited LLC LLP GmbH mbH plc Corp Corporation Co Company Cie SA AG "
        "BV NV AB AS ApS Oy Oyj SRL SpA SAS SARL SL SLU KG KGaA eV EG Pty Pte Pvt Private Lda Ltda "
        "Kft Zrt Nyrt doo sro OOO JSC PJSC SE KK Bhd Sdn Group Holding Holdings"
    )
)
PLACEHOLDER_WORDS = frozenset(
    split_words("none unassigned reserved private individual test personal")
)
SHORTEST_NAME = 3  # letters
# Numbers are indented less, and people more.
ENTRY_PATTERN = re.compile(r"^  (\S.*)$", re.MULTILINE)
FORMER_PATTERN = re.compile(r"\s*\((?:formerly|previously) '(.*)'\)$")
ACRONYM_PATTERN = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,9})\)$")
REGISTRY_LINK_PATTERN = re.compile(r"\s*\(https?:[^)]*\)")


@dataclass(frozen=True)
class OrganizationName:
    """An organization's name, and another of its names, of the kind "former" or "acronym"."""

    name: str
    other: str = ""
    other_kind: str = ""


def remove_legal_words(words):
    """Return these words without those of a legal form."""
    return [word for word in words if word not in LEGAL_WORDS]


def read_registry(text, most):
    """Return the first `most` organizations; names that differ only in legal words count once."""
    found = {}
    for entry in ENTRY_PATTERN.findall(text):
        named = read_registry_entry(REGISTRY_LINK_PATTERN.sub("", entry).strip())
        core = " ".join(remove_legal_words(split_words(named.name)))
        if len(core) >= SHORTEST_NAME and core not in PLACEHOLDER_WORDS:
            found.setdefault(core, named)
        if len(found) == most:
            break
    return list(found.values())


def read_registry_entry(entry):
    """Return the names of an entry such as "Clario (formerly 'ERT')" or "Test Lab (TL)"."""
    for kind, pattern in (("former", FORMER_PATTERN), ("acronym", ACRONYM_PATTERN)):
        if match := pattern.search(entry):
            return OrganizationName(entry[: match.start()], match[1], kind)
    return OrganizationName(entry)


def build_name_index(named):
    """Return the index of a directory of these names alone; the first name has key 1."""
    rows = (build_name_row(key, each.name, each.other) for key, each in enumerate(named, 1))
    return assemble_index(read_vocabulary(), rows, {}, {})


def build_name_row(member, name, other=""):
    """Return the index row of a company that has only a name, and perhaps another name."""
    empty = dict.fromkeys(MemberRow._fields)
    known = {"member": member, "name": fold_name(name), "slug": fold_text(name), "kind": "cro"}
    known |= {"membership": "unconfirmed", "countries": 0, "places": ""}
    known |= {"names": "\n".join(filter(None, [fold_text(name), fold_text(other)]))}
    return MemberRow(**empty | known | {"updated": datetime(2026, 1, 1, tzinfo=UTC)})
