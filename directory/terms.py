"""The allowed values, limits, reserved slugs, and type of a profile document.

Models, validators, forms, and the API schema all take them from here. Labels are in
`document/labels.py`.
"""

from datetime import timedelta
from typing import Any

DIRECTORY_NAME = "ACRO member directory"
Document = dict[str, Any]

RESERVED_SLUGS = ("compare", "match", "shortlist", "facets", "export", "suggest", "history")
KINDS = ("cro", "technology")
NAME_TYPES = ("former", "alias", "acronym")
PRESENCES = ("operations", "office", "subsidiary")
MEMBERSHIPS = ("current", "former", "unconfirmed")
QUALIFIERS = ("exact", "stated", "about", "at_least", "nearly")
MEASURES = ("worked_on", "ongoing", "per_year", "registry_mentions")
BASES = ("company", "publication")
PHASES = ("EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "NA")
AGES = ("fresh", "aging", "stale", "undated")  # of a statement: see `dates.classify_age`

# Characters of a text.
SLUG_LIMIT = 80
NAME_LIMIT = 200
SUMMARY_LIMIT = 300
DESCRIPTION_LIMIT = 10_000
CITY_LIMIT = 100
SCOPE_LIMIT = 100
NOTE_LIMIT = 500
MESSAGE_LIMIT = 500  # to the reviewer, with a submission
REASON_LIMIT = 2000  # of a decision of ACRO staff
NETWORK_LIMIT = 40
URL_LIMIT = 2000

# Characters of a document as JSON: what one request can send. Patches add up.
DOCUMENT_LIMIT = 2_500_000
LIST_LIMIT = 500  # items of a list
COUNT_LIMIT = 10_000_000  # trials, participants, or employees of one figure
FIRST_YEAR = 1000

INVITATION_LIFETIME = timedelta(days=14)  # Its letter is tried for as long.
