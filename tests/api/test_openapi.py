"""The OpenAPI document, checked against the rules of OpenAPI 3.1 and against the API itself."""

import jsonschema
import pytest

from directory.filters import EnvelopeFilterSet

TEXT = {"type": "string", "minLength": 1}
SCHEMA = {"type": ["object", "boolean"]}  # JSON Schema 2020-12, which a test below checks.
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
        "in": {"enum": ["query", "path", "header"]},
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
                "propertyNames": {"enum": ["get", "patch"]},
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
        ("pages/", "pages/?foo=1", 400),
        ("countries/", "countries/?page=2", 400),
        ("version/", "version/?foo=1", 400),
    ],
)
def test_every_error_is_in_the_document_with_its_type(client, document, path, address, status):
    response = client.get(f"/api/v1/{address}")
    documented = operations(document)[f"/api/v1/{path}"]["responses"].get(str(status), {})

    assert response.status_code == status
    assert list(documented.get("content", {})) == [response["Content-Type"]]


def test_the_parameters_of_a_profile_are_documented(document):
    parameters = operations(document)["/api/v1/members/{slug}/"]["parameters"]

    assert {parameter["name"] for parameter in parameters} == {
        "slug",
        *EnvelopeFilterSet.base_filters,
    }


def judged(document, path, status="200"):
    """Return a validator for one response of an operation."""
    content = operations(document)[f"/api/v1/{path}"]["responses"][status]["content"]
    [media] = content.values()
    return jsonschema.Draft202012Validator(media["schema"] | {"components": document["components"]})


SHAPES = ["", "fields=slug", "omit=slug,name", "fields=name,trials&omit=trials"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shaped_answer_is_as_its_schema_says(client, document, shape):
    judged(document, "members/").validate(client.get(f"/api/v1/members/?q=c&{shape}").json())


@pytest.mark.parametrize("shape", ["", "fields=slug", "omit=profile", "fields=profile,updated"])
def test_a_shaped_profile_is_as_its_schema_says(client, document, shape):
    judged(document, "members/{slug}/").validate(
        client.get(f"/api/v1/members/icon/?{shape}").json()
    )


def test_every_profile_is_as_its_schema_says(client, document):
    validator = judged(document, "members/{slug}/")

    for row in client.get("/api/v1/members/?page_size=100&fields=url").json()["results"]:
        validator.validate(client.get(row["url"]).json())


def test_an_invalid_profile_does_not_match_the_schema(client, document):
    body = client.get("/api/v1/members/icon/").json()

    assert not judged(document, "members/{slug}/").is_valid(body | {"profile": {}})


def test_the_errors_of_an_answer_are_typed(client, document):
    body = client.get("/api/v1/members/?country=XX&foo=1").json()
    validator = judged(document, "members/", "400")

    validator.validate(body)
    assert not validator.is_valid(body | {"errors": [{"path": "country"}]})


def test_every_response_to_a_read_is_in_the_document(document):
    for path, operation in operations(document).items():
        statuses = set(operation["responses"])
        expected = {"200", "304", "400", "401", "406", "429", "503"}
        expected |= {"404"} if "{" in path or path.endswith("/members/") else set()
        expected |= {"301"} if "members/{slug}" in path else set()
        expected |= {"410"} if "members/{slug}" in path or "revisions/" in path else set()
        expected |= {"404"} if path.endswith("/about/") else set()
        assert (path, statuses) == (path, expected)


def test_a_redirect_and_a_limit_name_their_headers(document):
    answers = operations(document)["/api/v1/members/{slug}/"]["responses"]

    common = {"RateLimit", "RateLimit-Policy", "X-Request-ID"}
    headers = {status: set(answers[status]["headers"]) - common for status in ("301", "429")}
    assert headers == {"301": {"Location"}, "429": {"Retry-After"}}
    assert answers["301"]["description"] == "Moved permanently. `Location` gives the current URL."


def test_every_number_says_its_bounds(document):
    parameters = operations(document)["/api/v1/members/"]["parameters"]

    bounds = {
        parameter["name"]: (parameter["schema"].get("minimum"), parameter["schema"].get("maximum"))
        for parameter in parameters
        if parameter["schema"]["type"] == "integer"
    }
    most = 2_147_483_647
    ranges = [
        f"{name}_{end}" for name in ("trials", "founded", "employees") for end in ("min", "max")
    ]
    assert bounds == dict.fromkeys(ranges, (0, most)) | {"page": (1, most), "page_size": (1, 100)}


def test_a_patch_says_what_it_takes_and_every_answer_it_may_give(document):
    patch = document["paths"]["/api/v1/members/{slug}/"]["patch"]
    names = [parameter["name"] for parameter in patch["parameters"]]
    required = [parameter["name"] for parameter in patch["parameters"] if parameter.get("required")]
    forms = {
        status: list(answer.get("content", {})) for status, answer in patch["responses"].items()
    }
    refusals = ["400", "401", "403", "404", "406", "409", "410", "412", "413", "415"]
    refusals += ["428", "429", "503"]

    assert sorted(names) == ["If-Match", "message", "slug", "validate_only"]
    assert sorted(required) == ["If-Match", "slug"]
    assert patch["requestBody"]["required"]
    assert list(patch["requestBody"]["content"]) == ["application/merge-patch+json"]
    assert forms == {
        "200": ["application/json"],
        "202": ["application/json"],
        "301": [],
        **{status: ["application/problem+json"] for status in refusals},
    }


def test_reading_needs_no_token_and_writing_does(document):
    reads = [operation["security"] for operation in operations(document).values()]

    assert reads == [[]] * len(reads)
    assert document["paths"]["/api/v1/members/{slug}/"]["patch"]["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["name"] == "Authorization"
