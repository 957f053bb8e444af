"""The OpenAPI document as programs read it: its values, headers, groups, and names."""

import json
import re

import pytest
from django.test import override_settings

from directory.filters import ENVELOPE_FIELDS, ROW_FIELDS
from directory.models import Country, Modality
from directory.search.query import ORDERINGS
from directory.terms import KINDS, MEMBERSHIPS, PHASES

INTERNAL = re.compile(r"\b\w+(?:Serializer|View|FilterSet|Field|Mixin|Error)\b|\bDRF\b|\bDjango\b")


@pytest.fixture
def document(client, sample):
    return client.get("/api/v1/schema/").json()


def allowed(document, address, name):
    """The allowed values of a parameter, whether it has them itself or refers to them."""
    parameters = document["paths"][f"/api/v1/{address}"]["get"]["parameters"]
    [schema] = [each["schema"] for each in parameters if each["name"] == name]
    schema = schema.get("items", schema)
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema.get("enum")


@pytest.mark.parametrize("address", ["members/", "members/facets/"])
def test_every_parameter_with_fixed_values_lists_them(document, address):
    found = {
        name: allowed(document, address, name)
        for name in "kind membership merged phase phase_all ordering".split()
        + "include fields omit exact verified".split()
    }

    assert found == {
        "kind": list(KINDS),
        "membership": list(MEMBERSHIPS),
        "merged": ["false", "true"],
        "phase": list(PHASES),
        "phase_all": list(PHASES),
        "ordering": list(ORDERINGS),
        "include": ["facets"],
        "fields": list(ROW_FIELDS),
        "omit": list(ROW_FIELDS),
        "exact": ["true"],
        "verified": ["true", "false"],
    }


def test_a_profile_lists_the_fields_that_can_be_chosen(document):
    found = [allowed(document, "members/{slug}/", name) for name in ("fields", "omit")]

    assert found == [list(ENVELOPE_FIELDS)] * 2


def test_every_parameter_of_the_vocabulary_lists_the_values_of_today(client, sample):
    Modality.objects.create(slug="new-modality", label="New modality")

    document = client.get("/api/v1/schema/").json()

    countries = sorted(Country.objects.values_list("code", flat=True))
    assert sorted(allowed(document, "members/", "country")) == countries
    assert sorted(allowed(document, "members/", "hq")) == countries
    for name in ("region", "service", "service_all", "area", "area_all", "modality"):
        assert allowed(document, "members/", name), name


def test_no_answer_is_limited_to_the_vocabulary_of_today(document):
    """A client generated before a value was added has to read the answers with it."""
    growing = {"CountryCode", "RegionSlug", "ServiceSlug", "AreaSlug", "ModalitySlug"}

    others = {
        name: schema
        for name, schema in document["components"]["schemas"].items()
        if name not in growing
    }

    assert growing < set(document["components"]["schemas"])
    assert not [name for name in growing if f'/{name}"' in json.dumps(others)]


def test_an_empty_vocabulary_leaves_the_parameters_open(client, vocabulary):
    Modality.objects.all().delete()

    document = client.get("/api/v1/schema/").json()

    assert allowed(document, "members/", "modality") is None


def test_names_may_be_repeated_or_separated_by_commas(client, sample):
    ways = ["fields=name,slug,kind&omit=kind", "fields=name&fields=slug,kind&omit=kind"]

    bodies = [client.get(f"/api/v1/members/?page_size=2&{way}").json() for way in ways]

    assert [list(row) for row in bodies[0]["results"]] == [["name", "slug"]] * 2
    assert bodies[0]["results"] == bodies[1]["results"]


def test_every_query_parameter_of_a_read_may_be_empty_as_forms_send_it(client, document):
    parameters = [
        parameter
        for methods in document["paths"].values()
        for parameter in methods["get"].get("parameters", [])
        if parameter["in"] == "query"
    ]

    assert [each["name"] for each in parameters if not each.get("allowEmptyValue")] == []
    names = {each["name"] for each in parameters}
    address = "/api/v1/members/facets/?" + "&".join(f"{name}=" for name in sorted(names))
    assert client.get(address).status_code == 200


def test_every_operation_belongs_to_a_group_that_is_described(document):
    groups = {tag["name"]: tag["description"] for tag in document["tags"]}

    used = {
        group
        for methods in document["paths"].values()
        for operation in methods.values()
        for group in operation["tags"]
    }
    assert used == set(groups)
    assert all(groups.values())


def test_the_document_names_the_site_and_only_the_people_that_settings_name(client, sample):
    plain = client.get("/api/v1/schema/").json()
    with override_settings(
        SITE_URL="https://d.example", CONTACT_EMAIL="api@d.example", DATA_LICENSE="CC-BY-4.0"
    ):
        named = client.get("/api/v1/schema/").json()

    assert {"contact", "license"}.isdisjoint(plain["info"])
    assert named["servers"] == [{"url": "https://d.example"}]
    assert named["info"]["contact"] == {"email": "api@d.example"}
    assert named["info"]["license"] == {"name": "CC-BY-4.0"}


def test_every_header_is_described_and_every_description_is_used(document):
    used = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                used |= {header["$ref"].rpartition("/")[2] for header in answer["headers"].values()}

    assert used == set(document["components"]["headers"])


def list_descriptions(part):
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part["description"]
        for each in part.values():
            yield from list_descriptions(each)
    elif isinstance(part, list):
        for each in part:
            yield from list_descriptions(each)


def test_no_description_has_an_internal_name(document):
    assert [text for text in list_descriptions(document) if INTERNAL.search(text)] == []


def list_choices(part):
    if isinstance(part, dict):
        yield from (part[key] for key in ("anyOf", "oneOf", "allOf") if key in part)
        for each in part.values():
            yield from list_choices(each)
    elif isinstance(part, list):
        for each in part:
            yield from list_choices(each)


def test_every_choice_is_between_a_schema_and_null(document):
    """Generators of clients read any other choice as one between classes, and crash on some."""
    choices = list(list_choices(document))

    assert choices
    assert [choice for choice in choices if choice[1:] != [{"type": "null"}]] == []
    assert [choice for choice in choices if choice[0] == {}] == []


def test_answers_may_get_new_keys(document):
    closed = [
        name
        for name, schema in document["components"]["schemas"].items()
        if schema.get("additionalProperties") is False and not name.endswith("Patch")
    ]

    assert closed == []


def test_the_etag_of_a_compressed_answer_is_as_documented(client, document):
    form = document["components"]["headers"]["ETag"]["schema"]["pattern"]

    tags = [
        client.get("/api/v1/regions/", headers={"Accept-Encoding": encoding})["ETag"]
        for encoding in ("identity", "gzip")
    ]

    assert tags[1].startswith("W/")
    assert all(re.search(form, tag) for tag in tags)
