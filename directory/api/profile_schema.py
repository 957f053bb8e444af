"""The JSON schema of the profile document in its canonical form, as the API returns it.

It covers what JSON Schema can express. Only the validator checks the rest: vocabulary codes, other
members, repeated items, citations of missing items, and future dates.
"""

from typing import Any

from directory.document.structure import DOCUMENT_KEYS
from directory.document.validators import SLUG_PATTERN
from directory.terms import (
    BASES,
    CITY_LIMIT,
    COUNT_LIMIT,
    DESCRIPTION_LIMIT,
    FIRST_YEAR,
    KINDS,
    LIST_LIMIT,
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
    URL_LIMIT,
)

JsonSchema = dict[str, Any]


def allow_text(most: int, least: int = 0, **more: Any) -> JsonSchema:
    """Return the schema of text with at most `most` characters."""
    return {"type": "string", "maxLength": most, **({"minLength": least} if least else {}), **more}


def allow_pattern(pattern: str, **more: Any) -> JsonSchema:
    """Return the schema of text that matches a pattern as a whole."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", **more}


def allow_one_of(values: tuple[str, ...]) -> JsonSchema:
    """Return the schema of text that is one of these values."""
    return {"type": "string", "enum": list(values)}


def allow_whole_number(most: int = COUNT_LIMIT, least: int = 0) -> JsonSchema:
    """Return the schema of a whole number within bounds, ends included."""
    return {"type": "integer", "minimum": least, "maximum": most}


def allow_null(schema: JsonSchema) -> JsonSchema:
    """Return a schema that also allows null, for values that aren't reported."""
    return {"anyOf": [schema, {"type": "null"}]}


def allow_list(schema: JsonSchema, **more: Any) -> JsonSchema:
    """Return the schema of a list of items of this schema."""
    return {"type": "array", "items": schema, "maxItems": LIST_LIMIT, **more}


def allow_object(properties: JsonSchema, **more: Any) -> JsonSchema:
    """Return the schema of an object with all of these keys and no others."""
    required = {"required": list(properties), "additionalProperties": False}
    return {"type": "object", "properties": properties, **required, **more}


SLUG_SCHEMA = allow_pattern(SLUG_PATTERN.pattern, maxLength=SLUG_LIMIT)
PARTIAL_DATE_SCHEMA = allow_pattern(
    "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", description="YYYY, YYYY-MM, or YYYY-MM-DD."
)
ADDRESS_SCHEMA = allow_pattern("[Hh][Tt][Tt][Pp][Ss]?://.+", format="uri", maxLength=URL_LIMIT)
OPTIONAL_ADDRESS_SCHEMA = {"anyOf": [ADDRESS_SCHEMA, {"const": ""}]}
COUNTRY_CODE_SCHEMA = allow_pattern(
    "[A-Z]{2}", description="ISO 3166-1 alpha-2 code, as listed at `countries/`."
)
NOTE_SCHEMA = allow_text(NOTE_LIMIT)
TRIAL_NUMBER_SCHEMA = allow_pattern("NCT[0-9]{8}")
REQUIRES_SOURCE = {"properties": {"source_url": {"minLength": 1}}}
REQUIRES_DATE = {"properties": {"as_of": {"type": "string"}}}
REQUIRES_COMPANY_BASIS = {"properties": {"basis": {"const": "company"}}}

FIGURE_SCHEMA = allow_object(
    {
        "count": allow_whole_number(),
        "qualifier": allow_one_of(QUALIFIERS),
        "as_of": allow_null(PARTIAL_DATE_SCHEMA),
        "source_url": OPTIONAL_ADDRESS_SCHEMA,
        "note": NOTE_SCHEMA,
    },
    description="A figure with its source. Without a source, it is reported by the company.",
    anyOf=[REQUIRES_SOURCE, REQUIRES_DATE],
)

TRIAL_COUNT_SCHEMA = allow_object(
    {
        "trials": allow_null(allow_whole_number()),
        "participants": allow_null(allow_whole_number()),
        "qualifier": allow_one_of(QUALIFIERS),
        "measure": allow_one_of(MEASURES),
        "scope": allow_text(SCOPE_LIMIT),
        "period_start": allow_null(PARTIAL_DATE_SCHEMA),
        "period_end": allow_null(PARTIAL_DATE_SCHEMA),
        "phase": allow_null(allow_one_of(PHASES)),
        "area": allow_null(SLUG_SCHEMA),
        "country": allow_null(COUNTRY_CODE_SCHEMA),
        "basis": allow_one_of(BASES),
        "as_of": allow_null(PARTIAL_DATE_SCHEMA),
        "source_url": OPTIONAL_ADDRESS_SCHEMA,
        "note": NOTE_SCHEMA,
    },
    allOf=[
        {
            "anyOf": [
                {"properties": {name: {"type": "integer"}}} for name in ("trials", "participants")
            ]
        },
        {"anyOf": [REQUIRES_SOURCE, {"allOf": [REQUIRES_DATE, REQUIRES_COMPANY_BASIS]}]},
    ],
)

PROFILE_FIELD_SCHEMAS: JsonSchema = {
    "slug": SLUG_SCHEMA,
    "name": allow_text(NAME_LIMIT, 1),
    "legal_name": allow_text(NAME_LIMIT),
    "kind": allow_one_of(KINDS),
    "other_names": allow_list(
        allow_object(
            {
                "name": allow_text(NAME_LIMIT, 1),
                "type": allow_one_of(NAME_TYPES),
                "until": allow_null(PARTIAL_DATE_SCHEMA),
            },
        )
    ),
    "summary": allow_text(SUMMARY_LIMIT),
    "description": allow_text(DESCRIPTION_LIMIT, description="Markdown."),
    "website": allow_null(ADDRESS_SCHEMA),
    "headquarters": allow_object(
        {"city": allow_null(allow_text(CITY_LIMIT, 1)), "country": allow_null(COUNTRY_CODE_SCHEMA)}
    ),
    "founded": allow_null({"type": "integer", "minimum": FIRST_YEAR}),
    "parent": allow_null(
        allow_object(
            {
                "name": allow_text(NAME_LIMIT, 1),
                "slug": allow_null(SLUG_SCHEMA),
                "as_of": allow_null(PARTIAL_DATE_SCHEMA),
                "source_url": OPTIONAL_ADDRESS_SCHEMA,
            },
            description="The parent company, which may not be in the directory.",
        )
    ),
    "membership": allow_one_of(MEMBERSHIPS),
    "member_since": allow_null(PARTIAL_DATE_SCHEMA),
    "member_until": allow_null(PARTIAL_DATE_SCHEMA),
    "successor": allow_null(SLUG_SCHEMA),
    "reports_trials": {"type": "boolean"},
    "employees": allow_null(FIGURE_SCHEMA),
    "countries_stated": allow_null(FIGURE_SCHEMA),
    "countries": allow_list(
        allow_object(
            {
                "code": COUNTRY_CODE_SCHEMA,
                "kind": allow_one_of(PRESENCES),
                "as_of": allow_null(PARTIAL_DATE_SCHEMA),
                "source_url": OPTIONAL_ADDRESS_SCHEMA,
            }
        )
    ),
    "services": allow_list(SLUG_SCHEMA, uniqueItems=True),
    "areas": allow_list(SLUG_SCHEMA, uniqueItems=True),
    "modalities": allow_list(SLUG_SCHEMA, uniqueItems=True),
    "phases": allow_list(allow_one_of(PHASES), uniqueItems=True),
    "trial_counts": allow_list(TRIAL_COUNT_SCHEMA),
    "registered_trials": allow_list(
        allow_object(
            {"number": TRIAL_NUMBER_SCHEMA, "duties": allow_list(SLUG_SCHEMA, uniqueItems=True)}
        )
    ),
    "logo": allow_null(
        allow_object({"sha256": allow_pattern("[0-9a-f]{64}"), "alt": allow_text(NAME_LIMIT)})
    ),
    "links": {
        "type": "object",
        "description": "URLs by network name.",
        "propertyNames": allow_pattern(SLUG_PATTERN.pattern, maxLength=NETWORK_LIMIT),
        "additionalProperties": ADDRESS_SCHEMA,
        "maxProperties": LIST_LIMIT,
    },
    "identifiers": {
        "anyOf": [
            allow_object(
                {
                    "ror": allow_null(allow_pattern("(https://ror\\.org/)?0[a-z0-9]{6}[0-9]{2}")),
                    "lei": allow_null(allow_pattern("[0-9A-Z]{18}[0-9]{2}")),
                }
            ),
            {"type": "object", "maxProperties": 0},
        ]
    },
    "citations": {
        "type": "object",
        "description": "The sources of a field or of a value in a list.",
        "additionalProperties": allow_list(
            allow_object({"url": ADDRESS_SCHEMA, "as_of": allow_null(PARTIAL_DATE_SCHEMA)}),
            minItems=1,
        ),
    },
}

PROFILE_SCHEMA = allow_object(
    {key: PROFILE_FIELD_SCHEMAS[key] for key in DOCUMENT_KEYS},
    description="A company's profile document in canonical form, with every key in this order. In a"
    " document that you send, a missing key means an empty value.",
)

PATCH_SCHEMA = {
    "type": "object",
    "description": "A JSON Merge Patch (RFC 7396) for a profile document, with the fields to"
    " change. The resulting document is validated as a whole.",
    "propertyNames": {"enum": list(DOCUMENT_KEYS)},
    "examples": [{"summary": "Full-service CRO for early-phase oncology trials.", "founded": 1997}],
}
