"""The JSON schema of the profile document in its canonical form, as the API gives it.

It says what JSON Schema has words for. What it has none for, the validator judges alone: codes of
the vocabularies, other members, repeated items, citations of what is not there, days to come.
"""

from typing import Any

from directory.document.fields import LIST_LIMIT, SLUG, URL_LIMIT
from directory.document.shape import (
    BASES,
    CITY_LIMIT,
    COUNT_LIMIT,
    DESCRIPTION_LIMIT,
    FIRST_YEAR,
    KEYS,
    KINDS,
    MEASURES,
    MEMBERSHIPS,
    NAME_LIMIT,
    NAME_TYPES,
    NETWORK_LIMIT,
    NOTE_LIMIT,
    PHASES,
    PRESENCES,
    QUALIFIERS,
    SCOPE_LIMIT,
    SLUG_LIMIT,
    SUMMARY_LIMIT,
)

Schema = dict[str, Any]


def text(most: int, least: int = 0, **more: Any) -> Schema:
    """Text of so many characters."""
    return {"type": "string", "maxLength": most, **({"minLength": least} if least else {}), **more}


def formed(pattern: str, **more: Any) -> Schema:
    """Text of a fixed form."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", **more}


def one_of(values: tuple[str, ...]) -> Schema:
    """One of a few words."""
    return {"type": "string", "enum": list(values)}


def whole(most: int = COUNT_LIMIT, least: int = 0) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def or_null(schema: Schema) -> Schema:
    """The same, or null for what is not stated."""
    return {"anyOf": [schema, {"type": "null"}]}


def items(schema: Schema, **more: Any) -> Schema:
    """A list."""
    return {"type": "array", "items": schema, "maxItems": LIST_LIMIT, **more}


def record(properties: Schema, **more: Any) -> Schema:
    """An object with all of these keys and no other."""
    required = {"required": list(properties), "additionalProperties": False}
    return {"type": "object", "properties": properties, **required, **more}


SLUGGED = formed(SLUG.pattern, maxLength=SLUG_LIMIT)
DAY = formed("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", description="YYYY, YYYY-MM or YYYY-MM-DD.")
ADDRESS = formed("[Hh][Tt][Tt][Pp][Ss]?://.+", format="uri", maxLength=URL_LIMIT)
ADDRESS_OR_NONE = {"anyOf": [ADDRESS, {"const": ""}]}
COUNTRY = formed("[A-Z]{2}", description="ISO 3166-1 alpha-2: see countries/.")
NOTE = text(NOTE_LIMIT)
TRIAL_NUMBER = formed("NCT[0-9]{8}")
HAS_SOURCE = {"properties": {"source_url": {"minLength": 1}}}
HAS_DAY = {"properties": {"as_of": {"type": "string"}}}
IS_THE_COMPANYS = {"properties": {"basis": {"const": "company"}}}

FIGURE = record(
    {
        "count": whole(),
        "qualifier": one_of(QUALIFIERS),
        "as_of": or_null(DAY),
        "source_url": ADDRESS_OR_NONE,
        "note": NOTE,
    },
    description="A figure with its evidence; without a source it is the company's own statement.",
    anyOf=[HAS_SOURCE, HAS_DAY],
)

TRIAL_COUNT = record(
    {
        "trials": or_null(whole()),
        "participants": or_null(whole()),
        "qualifier": one_of(QUALIFIERS),
        "measure": one_of(MEASURES),
        "scope": text(SCOPE_LIMIT),
        "period_start": or_null(DAY),
        "period_end": or_null(DAY),
        "phase": or_null(one_of(PHASES)),
        "area": or_null(SLUGGED),
        "country": or_null(COUNTRY),
        "basis": one_of(BASES),
        "as_of": or_null(DAY),
        "source_url": ADDRESS_OR_NONE,
        "note": NOTE,
    },
    allOf=[
        {
            "anyOf": [
                {"properties": {name: {"type": "integer"}}} for name in ("trials", "participants")
            ]
        },
        {"anyOf": [HAS_SOURCE, {"allOf": [HAS_DAY, IS_THE_COMPANYS]}]},
    ],
)

FIELDS: Schema = {
    "slug": SLUGGED,
    "name": text(NAME_LIMIT, 1),
    "legal_name": text(NAME_LIMIT),
    "kind": one_of(KINDS),
    "other_names": items(
        record(
            {"name": text(NAME_LIMIT, 1), "type": one_of(NAME_TYPES), "until": or_null(DAY)},
        )
    ),
    "summary": text(SUMMARY_LIMIT),
    "description": text(DESCRIPTION_LIMIT, description="Markdown."),
    "website": or_null(ADDRESS),
    "headquarters": record({"city": or_null(text(CITY_LIMIT, 1)), "country": or_null(COUNTRY)}),
    "founded": or_null({"type": "integer", "minimum": FIRST_YEAR}),
    "parent": or_null(
        record(
            {
                "name": text(NAME_LIMIT, 1),
                "slug": or_null(SLUGGED),
                "as_of": or_null(DAY),
                "source_url": ADDRESS_OR_NONE,
            },
            description="The owner, which need not be in the directory.",
        )
    ),
    "membership": one_of(MEMBERSHIPS),
    "member_since": or_null(DAY),
    "member_until": or_null(DAY),
    "successor": or_null(SLUGGED),
    "reports_trials": {"type": "boolean"},
    "employees": or_null(FIGURE),
    "countries_stated": or_null(FIGURE),
    "countries": items(
        record(
            {
                "code": COUNTRY,
                "kind": one_of(PRESENCES),
                "as_of": or_null(DAY),
                "source_url": ADDRESS_OR_NONE,
            }
        )
    ),
    "services": items(SLUGGED, uniqueItems=True),
    "areas": items(SLUGGED, uniqueItems=True),
    "modalities": items(SLUGGED, uniqueItems=True),
    "phases": items(one_of(PHASES), uniqueItems=True),
    "trial_counts": items(TRIAL_COUNT),
    "registered_trials": items(
        record({"number": TRIAL_NUMBER, "duties": items(SLUGGED, uniqueItems=True)})
    ),
    "logo": or_null(record({"sha256": formed("[0-9a-f]{64}"), "alt": text(NAME_LIMIT)})),
    "links": {
        "type": "object",
        "description": "Addresses by the name of their network.",
        "propertyNames": formed(SLUG.pattern, maxLength=NETWORK_LIMIT),
        "additionalProperties": ADDRESS,
        "maxProperties": LIST_LIMIT,
    },
    "identifiers": {
        "anyOf": [
            record(
                {
                    "ror": or_null(formed("(https://ror\\.org/)?0[a-z0-9]{6}[0-9]{2}")),
                    "lei": or_null(formed("[0-9A-Z]{18}[0-9]{2}")),
                }
            ),
            {"type": "object", "maxProperties": 0},
        ]
    },
    "citations": {
        "type": "object",
        "description": "The sources of what stands in a field, or of one value of a list.",
        "additionalProperties": items(record({"url": ADDRESS, "as_of": or_null(DAY)}), minItems=1),
    },
}

PROFILE = record(
    {key: FIELDS[key] for key in KEYS},
    description="A company's profile document in its canonical form: every key, in this order."
    " In a document that is sent, a key may be left out: that means its empty value.",
)

PATCH = {
    "type": "object",
    "description": "A JSON Merge Patch (RFC 7396) of a profile document: the keys to change. What"
    " comes of it is judged as a whole document.",
    "propertyNames": {"enum": list(KEYS)},
    "examples": [{"summary": "What the company does.", "founded": 1997}],
}
