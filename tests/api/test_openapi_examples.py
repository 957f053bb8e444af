"""The examples in the OpenAPI document are what the sample answers."""

import importlib.util
import json
import re

import pytest
from django.conf import settings
from processes import ROOT
from strict_answers import compile_schema

TOO_LONG = ["get_about", "list_countries", "list_services", "list_therapeutic_areas"]
# What differs each time the sample is loaded: the time, and the ids of revisions and requests.
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@pytest.fixture
def document(client, sample):
    return client.get("/api/v1/schema/").json()


def list_examples(document):
    """Return the examples of a document by operation and status, with their paths and methods."""
    return {
        (operation["operationId"], status): (path, method, media["example"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for status, answer in operation["responses"].items()
        for media in answer.get("content", {}).values()
        if "example" in media
    }


def mask(body):
    """Return a body without what differs each time the sample is loaded."""
    text = json.dumps(body, sort_keys=True).replace(settings.SITE_URL.rstrip("/"), "{site}")
    return json.loads(ID.sub("ID", TIME.sub("TIME", text)))


def load_tool():
    spec = importlib.util.spec_from_file_location("save_examples", ROOT / "tools/save_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_example_is_what_the_sample_answers(client, document):
    answered = load_tool().collect_examples(client)

    found = {key: mask(body) for key, (_, _, body) in list_examples(document).items()}
    assert found == {(each["operation"], each["status"]): mask(each["body"]) for each in answered}


def test_every_read_has_an_example_except_the_longest(document):
    examples = list_examples(document)
    reads = {methods["get"]["operationId"] for methods in document["paths"].values()}

    assert sorted(name for name in reads if (name, "200") not in examples) == TOO_LONG


def test_every_example_is_valid_with_unknown_keys_forbidden(document):
    for (_, status), (path, method, body) in list_examples(document).items():
        _, validator = compile_schema(path, method, status)

        assert [error.message for error in validator.iter_errors(body)] == []
