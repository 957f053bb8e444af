"""Writing through the API: request bodies that can't be read, and their media types."""

import gzip
import json

import pytest
from patches import ADDRESS, MERGE_PATCH, PROBLEM

from directory.models import Revision


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b'{"summary": "Two.", "summary": "Three."}',
        b"[" * 100_000,
        b'{"links": ' * 50_000,
    ],
)
def test_a_body_that_is_not_a_json_object_is_400(patch, body):
    response = patch(body)

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert len(response.json()["errors"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"summary": NaN}',
        b'{"founded": 1e999}',
        b'{"founded": ' + b"9" * 5000 + b"}",
        b'{"\\ud800": "\\ud800"}',
        b'{"summary": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"slug": "\\ud800"}',
        b'{"citations": {"\\ud800": [{"url": "\\ud800"}]}}',
        b'{"links": ' + b'{"a": ' * 900 + b"1" + b"}" * 901,
    ],
)
def test_odd_values_are_refused_as_any_other(patch, body):
    response = patch(body)

    assert response.status_code in {400, 403}
    assert response.json()["errors"]
    assert Revision.objects.count() == 1


def test_a_body_larger_than_any_profile_is_413(patch, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = patch({"summary": "a" * 1000})

    assert (response.status_code, response["Content-Type"]) == (413, PROBLEM)


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json-patch+json", "text/plain", ""]
)
def test_another_media_type_is_415_and_names_the_accepted_one(patch, content_type):
    response = patch({"summary": "Two."}, content_type=content_type)

    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)
    assert response["Accept-Patch"] == MERGE_PATCH


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "utf-8; version=1"])
def test_the_form_may_name_its_encoding(patch, charset):
    response = patch({"summary": "Two."}, content_type=f"{MERGE_PATCH}; charset={charset}")

    assert response.status_code == 202


@pytest.mark.parametrize(
    "charset", ["utf-16", "latin-1", "us-ascii", "nonsense", "", "utf-8; charset=utf-16"]
)
def test_another_encoding_is_415(patch, charset):
    response = patch({"summary": "Two."}, content_type=f"{MERGE_PATCH}; charset={charset}")

    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)
    assert response.json()["detail"] == "Send the patch in UTF-8: JSON has no other encoding."
    assert (response["Accept-Patch"], "Accept-Encoding" in response) == (MERGE_PATCH, False)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "deflate, gzip", "identity, gzip"])
def test_a_compressed_body_is_415_and_says_how_to_send_it(patch, encoding):
    body = gzip.compress(b'{"summary": "Two."}')

    response = patch(body, **{"Content-Encoding": encoding})

    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)
    assert (response["Accept-Encoding"], response["Accept-Patch"]) == ("identity", MERGE_PATCH)
    assert response.json()["detail"] == (
        "The body is compressed. Send it without `Content-Encoding`."
    )


def test_a_body_that_is_said_not_to_be_compressed_is_read(patch):
    assert patch({"summary": "Two."}, **{"Content-Encoding": "identity"}).status_code == 202


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"summary": "Two.", "summary": "Three."}', "summary"),
        (b'{"employees": {"count": 1, "note": "", "count": 2}}', "employees.count"),
        (b'{"trial_counts": [{"trials": 1, "trials": 1}]}', "trial_counts[0].trials"),
        (b'{"citations": {"name": [], "name": []}}', "citations[name]"),
        (b'{"links": {"x": null, "x": null}}', "links.x"),
    ],
)
def test_a_repeated_key_is_named_and_nothing_is_changed(patch, body, path):
    response = patch(body)

    assert response.status_code == 400
    assert response.json()["type"].endswith("#invalid-body")
    assert [(e["path"], e["code"]) for e in response.json()["errors"]] == [(path, "repeated")]
    assert Revision.objects.count() == 1


NUMBERS = {
    "1e3": "wrong_type",
    "5.0": "wrong_type",
    "2.5": "wrong_type",
    "-0.0": "wrong_type",
    "1e400": "wrong_type",
    "true": "wrong_type",
    '"90"': "wrong_type",
    "-1": "out_of_range",
    "1" + "0" * 30: "out_of_range",
    "1" + "0" * 4000: "out_of_range",
}


@pytest.mark.parametrize(("number", "code"), NUMBERS.items())
@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('{"employees": {"count": N, "qualifier": "about", "as_of": "2024"}}', "employees.count"),
        (
            (
                '{"trial_counts": [{"trials": N, "qualifier": "stated", "measure": "worked_on",'
                ' "basis": "company", "as_of": "2024"}]}'
            ),
            "trial_counts[0].trials",
        ),
        ('{"founded": N}', "founded"),
    ],
)
def test_a_number_that_is_not_a_whole_one_within_bounds_is_named(patch, body, path, number, code):
    response = patch(body.replace("N", number).encode())

    assert response.status_code == 400
    assert [(e["path"], e["code"]) for e in response.json()["errors"]] == [(path, code)]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"summary": "a\ud800b"}, "summary"),
        ({"other_names": [{"name": "\udfff", "type": "alias"}]}, "other_names[0].name"),
        ({"headquarters": {"city": "\udc00"}}, "headquarters.city"),
        ({"services": ["\ud800"]}, "services[0]"),
        ({"links": {"\ud800": "https://a.example/"}}, "links.�"),
        ({"parent": {"name": "Epsilon", "slug": "\ud800"}}, "parent.slug"),
        ({"citations": {"\ud800": []}}, "citations[�]"),
        ({"\ud800": 1}, "�"),
    ],
)
def test_half_a_character_is_400_and_its_place_is_named(patch, body, path):
    response = patch(json.dumps(body).encode())

    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
    assert Revision.objects.count() == 1


def test_a_checked_patch_is_read_as_strictly(patch):
    response = patch(b'{"a": 1, "a": 2}', f"{ADDRESS}?validate_only=true")

    assert [error["path"] for error in response.json()["errors"]] == ["a"]
