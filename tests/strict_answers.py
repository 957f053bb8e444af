"""Every answer of the API in every test, judged by a strict copy of the OpenAPI document.

The copy forbids unknown keys. The published document doesn't, so that a later release may add some.
"""

import gzip
import json
import re
from contextlib import contextmanager
from functools import cache

import jsonschema_rs
import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

PREFIX = "/api/v1/"
JSON, PROBLEM = "application/json", "application/problem+json"
# Not data: the document itself and its page.
PAGES = {f"{PREFIX}schema/", f"{PREFIX}docs/", f"{PREFIX}docs/problems/"}
# What any address may answer, whatever its operations: no such address or method, too large a body,
# too many requests, a bug, or an outage.
ANYWHERE = {404, 405, 413, 429, 500, 503}
SCHEMA_PLACES = ("items", "additionalProperties")
SCHEMA_LISTS = ("anyOf", "oneOf", "allOf")


def forbid_unknown_keys(schema):
    """Return a copy of a schema in which no object has keys that the schema doesn't name."""
    if not isinstance(schema, dict):
        return schema
    strict = dict(schema)
    if "properties" in schema:
        named = {name: forbid_unknown_keys(part) for name, part in schema["properties"].items()}
        strict |= {"properties": named}
        strict.setdefault("additionalProperties", False)
    for place in SCHEMA_PLACES:
        if place in strict:
            strict[place] = forbid_unknown_keys(strict[place])
    for place in SCHEMA_LISTS:
        if place in strict:
            strict[place] = [forbid_unknown_keys(part) for part in strict[place]]
    return strict


@cache
def read_document():
    """Return the OpenAPI document with strict components. It reads nothing from the database."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {
        name: forbid_unknown_keys(schema) for name, schema in schemas.items()
    }
    return document


@cache
def list_paths():
    """Return the documented paths as patterns, those without parameters first."""
    paths = sorted(read_document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


@cache
def find_path(address):
    """Return the documented path of an address without its query, or None."""
    return next((path for pattern, path in list_paths() if pattern.fullmatch(address)), None)


@cache
def compile_schema(path, method, status):
    """Return the media type of an answer and its validator; both None if it has no body."""
    answer = read_document()["paths"][path][method]["responses"][status]
    for media_type, content in answer.get("content", {}).items():
        return media_type, make_validator(content["schema"])
    return None, None


@cache
def compile_problem():
    """Return the validator of a problem."""
    return make_validator({"$ref": "#/components/schemas/Problem"})


def make_validator(schema):
    whole = schema | {"components": read_document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def list_required_headers(path, method, status):
    answer = read_document()["paths"][path][method]["responses"][status]
    known = read_document()["components"]["headers"]
    described = {
        name: known[header["$ref"].rpartition("/")[2]] for name, header in answer["headers"].items()
    }
    return [name for name, header in described.items() if header.get("required")]


def judge_answer(method, address, status, headers, body):
    """Fail if an answer isn't as the OpenAPI document says, with unknown keys forbidden."""
    address = address.partition("?")[0]
    if not address.startswith(PREFIX) or address in PAGES or method == "OPTIONS":
        return
    where = f"{method} {address}: {status}"
    path, operation = find_path(address), "get" if method == "HEAD" else method.lower()
    answers = read_document()["paths"].get(path, {}).get(operation, {}).get("responses", {})
    if str(status) in answers:
        media_type, validator = compile_schema(path, operation, str(status))
        missing = [
            name
            for name in list_required_headers(path, operation, str(status))
            if name not in headers
        ]
        assert missing == [], f"{where} has no {missing}"
    elif status == 301 and path is None:
        return  # The slash that was missing.
    else:
        assert status in ANYWHERE, f"{where} isn't documented"
        media_type, validator = PROBLEM, compile_problem()
    if method == "HEAD" or validator is None:
        assert body == b"", where
        return
    judge_body(where, media_type, validator, headers, body)


def judge_body(where, media_type, validator, headers, body):
    found = headers.get("Content-Type", "").partition(";")[0]
    assert found == media_type, f"{where} is {found}, not {media_type}"
    if headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    data = json.loads(body)
    wrong = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
        for error in validator.iter_errors(data)
    ]
    assert wrong == [], f"{where} isn't as documented"


@contextmanager
def judged_answers():
    """Judge every answer that Django's test client gets."""
    ask = Client.request

    def judge(client, **request):
        response = ask(client, **request)
        asked = response.request
        judge_answer(
            asked["REQUEST_METHOD"],
            asked["PATH_INFO"],
            response.status_code,
            response.headers,
            b"".join(response) if response.streaming else response.content,
        )
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", judge)
        yield
