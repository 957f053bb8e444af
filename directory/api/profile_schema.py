"""The JSON schema of the profile document in its canonical form, as the API returns it.

It covers what JSON Schema can express. Only the validator checks the rest: vocabulary codes, other
members, repeated items, citations of missing items, and future dates.
"""

from directory.api.json_schemas import (
    JsonSchema,
    allow_list,
    allow_null,
    allow_object,
    allow_one_of,
    allow_pattern,
    allow_text,
    allow_whole_number,
    loosen_schema,
    require_if,
)
from directory.document.structure import DOCUMENT_KEYS
from directory.document.validators import SLUG_PATTERN
from directory.terms import (
    BASES,
    CITY_LIMIT,
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

SLUG_SCHEMA = allow_pattern(SLUG_PATTERN.pattern, maxLength=SLUG_LIMIT)
PARTIAL_DATE_SCHEMA = allow_pattern(
    "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", description="YYYY, YYYY-MM, or YYYY-MM-DD."
)
ADDRESS_SCHEMA = allow_pattern("[Hh][Tt][Tt][Pp][Ss]?://.+", format="uri", maxLength=URL_LIMIT)
OPTIONAL_ADDRESS_SCHEMA = allow_pattern(
    "([Hh][Tt][Tt][Pp][Ss]?://.+)?",
    format="uri-reference",
    maxLength=URL_LIMIT,
    description="A URL, or empty if there is none.",
)
COUNTRY_CODE_SCHEMA = allow_pattern(
    "[A-Z]{2}", description="ISO 3166-1 alpha-2 code, as listed at `countries/`."
)
NOTE_SCHEMA = allow_text(NOTE_LIMIT)
TRIAL_NUMBER_SCHEMA = allow_pattern("NCT[0-9]{8}")
KIND_SCHEMA = allow_one_of("CompanyKind", KINDS)
MEMBERSHIP_SCHEMA = allow_one_of("Membership", MEMBERSHIPS)
QUALIFIER_SCHEMA = allow_one_of("Qualifier", QUALIFIERS)
PHASE_SCHEMA = allow_one_of("PhaseCode", PHASES)
NO_SOURCE = {"const": ""}
STATED_DATE = {"type": "string"}

FIGURE_SCHEMA = allow_object(
    "Figure",
    {
        "count": allow_whole_number(),
        "qualifier": QUALIFIER_SCHEMA,
        "as_of": allow_null(PARTIAL_DATE_SCHEMA),
        "source_url": OPTIONAL_ADDRESS_SCHEMA,
        "note": NOTE_SCHEMA,
    },
    description="A figure with its source. Without a source, it is reported by the company and has"
    " a date.",
    **require_if("source_url", NO_SOURCE, as_of=STATED_DATE),
)

TRIAL_COUNT_SCHEMA = allow_object(
    "TrialCount",
    {
        "trials": allow_null(allow_whole_number()),
        "participants": allow_null(allow_whole_number()),
        "qualifier": QUALIFIER_SCHEMA,
        "measure": allow_one_of("Measure", MEASURES),
        "scope": allow_text(SCOPE_LIMIT),
        "period_start": allow_null(PARTIAL_DATE_SCHEMA),
        "period_end": allow_null(PARTIAL_DATE_SCHEMA),
        "phase": allow_null(PHASE_SCHEMA),
        "area": allow_null(SLUG_SCHEMA),
        "country": allow_null(COUNTRY_CODE_SCHEMA),
        "basis": allow_one_of("Basis", BASES),
        "as_of": allow_null(PARTIAL_DATE_SCHEMA),
        "source_url": OPTIONAL_ADDRESS_SCHEMA,
        "note": NOTE_SCHEMA,
    },
    description="Trials, participants, or both. Without a source, the count is reported by the"
    " company and has a date.",
    **require_if(
        "source_url",
        NO_SOURCE,
        as_of=STATED_DATE,
        basis={"const": "company"},
    ),
    dependentSchemas={
        "trials": require_if("trials", {"type": "null"}, participants={"type": "integer"})
    },
)

PROFILE_FIELD_SCHEMAS: JsonSchema = {
    "slug": SLUG_SCHEMA,
    "name": allow_text(NAME_LIMIT, 1),
    "legal_name": allow_text(NAME_LIMIT),
    "kind": KIND_SCHEMA,
    "other_names": allow_list(
        allow_object(
            "OtherName",
            {
                "name": allow_text(NAME_LIMIT, 1),
                "type": allow_one_of("NameType", NAME_TYPES),
                "until": allow_null(PARTIAL_DATE_SCHEMA),
            },
        )
    ),
    "summary": allow_text(SUMMARY_LIMIT),
    "description": allow_text(DESCRIPTION_LIMIT, description="Markdown."),
    "website": allow_null(ADDRESS_SCHEMA),
    "headquarters": allow_object(
        "Headquarters",
        {"city": allow_null(allow_text(CITY_LIMIT, 1)), "country": allow_null(COUNTRY_CODE_SCHEMA)},
        description="A city and a country. Each is null if not reported.",
    ),
    "founded": allow_null({"type": "integer", "minimum": FIRST_YEAR}),
    "parent": allow_null(
        allow_object(
            "ParentCompany",
            {
                "name": allow_text(NAME_LIMIT, 1),
                "slug": allow_null(SLUG_SCHEMA),
                "as_of": allow_null(PARTIAL_DATE_SCHEMA),
                "source_url": OPTIONAL_ADDRESS_SCHEMA,
            },
            description="The parent company, which may not be in the directory.",
        )
    ),
    "membership": MEMBERSHIP_SCHEMA,
    "member_since": allow_null(PARTIAL_DATE_SCHEMA),
    "member_until": allow_null(PARTIAL_DATE_SCHEMA),
    "successor": allow_null(SLUG_SCHEMA),
    "reports_trials": {"type": "boolean"},
    "employees": allow_null(FIGURE_SCHEMA),
    "countries_stated": allow_null(FIGURE_SCHEMA),
    "countries": allow_list(
        allow_object(
            "CountryPresence",
            {
                "code": COUNTRY_CODE_SCHEMA,
                "kind": allow_one_of("Presence", PRESENCES),
                "as_of": allow_null(PARTIAL_DATE_SCHEMA),
                "source_url": OPTIONAL_ADDRESS_SCHEMA,
            },
        )
    ),
    "services": allow_list(SLUG_SCHEMA, uniqueItems=True),
    "areas": allow_list(SLUG_SCHEMA, uniqueItems=True),
    "modalities": allow_list(SLUG_SCHEMA, uniqueItems=True),
    "phases": allow_list(PHASE_SCHEMA, uniqueItems=True),
    "trial_counts": allow_list(TRIAL_COUNT_SCHEMA),
    "registered_trials": allow_list(
        allow_object(
            "RegisteredTrial",
            {"number": TRIAL_NUMBER_SCHEMA, "duties": allow_list(SLUG_SCHEMA, uniqueItems=True)},
        )
    ),
    "logo": allow_null(
        allow_object(
            "Logo", {"sha256": allow_pattern("[0-9a-f]{64}"), "alt": allow_text(NAME_LIMIT)}
        )
    ),
    "links": {
        "type": "object",
        "description": "URLs by network name.",
        "propertyNames": allow_pattern(SLUG_PATTERN.pattern, maxLength=NETWORK_LIMIT),
        "additionalProperties": ADDRESS_SCHEMA,
        "maxProperties": LIST_LIMIT,
    },
    "identifiers": {
        "title": "Identifiers",
        "type": "object",
        "description": "Both keys, or none.",
        "properties": {
            "ror": allow_null(allow_pattern("(https://ror\\.org/)?0[a-z0-9]{6}[0-9]{2}")),
            "lei": allow_null(allow_pattern("[0-9A-Z]{18}[0-9]{2}")),
        },
        "dependentRequired": {"ror": ["lei"], "lei": ["ror"]},
        "additionalProperties": False,
    },
    "citations": {
        "type": "object",
        "description": "The sources of a field or of a value in a list.",
        "additionalProperties": allow_list(
            allow_object(
                "Citation", {"url": ADDRESS_SCHEMA, "as_of": allow_null(PARTIAL_DATE_SCHEMA)}
            ),
            minItems=1,
        ),
    },
}

PROFILE_SCHEMA = allow_object(
    "Profile",
    {key: PROFILE_FIELD_SCHEMAS[key] for key in DOCUMENT_KEYS},
    description="A company's profile document in canonical form, with every key in this order. In a"
    " document that you send, a missing key means an empty value.",
)

PATCH_SCHEMA = loosen_schema(PROFILE_SCHEMA) | {
    "description": "A JSON Merge Patch (RFC 7396) for a profile document, with the fields to"
    " change. The resulting document is validated as a whole.",
    "examples": [{"summary": "Full-service CRO for early-phase oncology trials.", "founded": 1997}],
}
