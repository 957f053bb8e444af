"""The OpenAPI document against the rules of OpenAPI 3.1, and against what the API does."""

import jsonschema
import pytest

from directory.filters import EnvelopeFilterSet

TEXT = {"type": "string", "minLength": 1}
SCHEMA = {"type": ["object", "boolean"]}  # JSON Schema 2020-12, looked at by itself below
CONTENT = {"type": "object", "minProperties": 1}
RESPONSE = {
    "type": "object",
    "required": ["description"],
    "properties": {"content": CONTENT},
}
PARAMETER = {
    "type": "object",
    "required": ["name", "in", "schema"],
    "properties": {
        "in": {"enum": ["query", "path"]},
        "description": TEXT,
        "schema": SCHEMA,
    },
    "if": {"properties": {"in": {"const": "path"}}},
    "then": {"required": ["required"]},
    "else": {"required": ["description"]},
}
OPERATION = {
    "type": "object",
    "required": ["operationId", "summary", "responses"],
    "properties": {
        "summary": TEXT,
        "parameters": {"type": "array", "items": PARAMETER},
        "responses": {
            "type": "object",
            "required": ["200"],
            "propertyNames": {"pattern": "^[1-5][0-9]{2}$"},
            "additionalProperties": RESPONSE,
        },
    },
}
DOCUMENT = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"pattern": "^3\\.1\\.[0-9]+$"},
        "info": {"type": "object", "required": ["title", "version"]},
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/api/v1/"},
            "additionalProperties": {
                "type": "object",
                "propertyNames": {"enum": ["get"]},
                "additionalProperties": OPERATION,
            },
        },
    },
}


@pytest.fixture
def document(client, sample):
    return client.get("/api/v1/schema/").json()


def operations(document):
    return {path: methods["get"] for path, methods in document["paths"].items()}


def test_the_document_has_the_form_of_openapi_3_1(document):
    jsonschema.Draft202012Validator(DOCUMENT).validate(document)
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_has_a_name_of_its_own(document):
    names = [operation["operationId"] for operation in operations(document).values()]

    assert sorted(names) == sorted(set(names))


def test_every_list_answers_by_its_schema(client, document):
    for path, operation in operations(document).items():
        if "{" in path:
            continue
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        whole = schema | {"components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(client.get(path).json())


@pytest.mark.parametrize(
    ("path", "address", "status"),
    [
        ("members/", "members/?country=XX", 400),
        ("members/", "members/?page=99", 404),
        ("members/facets/", "members/facets/?country=XX", 400),
        ("members/{slug}/", "members/fortrea/?fields=foo", 400),
        ("members/{slug}/", "members/nobody/", 404),
        ("countries/{key}/", "countries/XX/", 404),
        ("pages/{slug}/", "pages/nowhere/", 404),
    ],
)
def test_every_error_is_in_the_document_with_its_type(client, document, path, address, status):
    response = client.get(f"/api/v1/{address}")
    documented = operations(document)[f"/api/v1/{path}"]["responses"].get(str(status), {})

    assert response.status_code == status
    assert list(documented.get("content", {})) == [response["Content-Type"]]


def test_the_parameters_of_a_profile_are_documented(document):
    parameters = operations(document)["/api/v1/members/{slug}/"]["parameters"]

    assert {found["name"] for found in parameters} == {"slug", *EnvelopeFilterSet.base_filters}
