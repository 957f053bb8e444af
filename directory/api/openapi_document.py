"""The OpenAPI document as a whole: its components, allowed values, tags, and who answers for it."""

from copy import deepcopy

from django.conf import settings

from directory import search
from directory.api.examples import add_examples
from directory.api.json_schemas import open_schema
from directory.api.openapi import HEADERS, TAGS
from directory.api.patch_parameters import MAY_BE_BLANK
from directory.api.profile_schema import KIND_SCHEMA, MEMBERSHIP_SCHEMA, PHASE_SCHEMA
from directory.search.facets import FACET_DEFAULTS, FACETS, FACETS_BY_NAME

COMPONENT_PATH = "#/components/schemas/"
SCHEMA_PLACES = ("properties", "items", "additionalProperties", "anyOf", "oneOf", "allOf")
# Values that only a new version of the API would change. Responses list them too.
FIXED_VALUES = {"kinds": KIND_SCHEMA, "memberships": MEMBERSHIP_SCHEMA, "phases": PHASE_SCHEMA}
# Values that may be added at any time. Parameters list those of today; in responses they are plain
# text, so that a client generated before an addition still reads every response.
GROWING_VALUES = {
    "countries": "CountryCode",
    "regions": "RegionSlug",
    "services": "ServiceSlug",
    "areas": "AreaSlug",
    "modalities": "ModalitySlug",
}


def complete_document(result, generator, request, public):
    """Return the OpenAPI document with everything that isn't part of a single operation.

    Without a request, as at the start, it doesn't read the vocabulary.
    """
    schemas = result["components"]["schemas"]
    for name in list(schemas):
        schemas[name] = extract_parts(clean_schema(open_schema(schemas[name])), schemas)
    vocabulary = search.fetch_vocabulary(getattr(request, "moment", None)) if request else None
    for operation in list_document_operations(result):
        describe_parameters(operation, vocabulary, schemas)
        extract_parts_of_bodies(operation, schemas)
        add_examples(operation, settings.SITE_URL)
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    result["components"]["headers"] = deepcopy(HEADERS)
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    result["servers"] = [{"url": settings.SITE_URL}]
    if settings.CONTACT_EMAIL:
        result["info"]["contact"] = {"email": settings.CONTACT_EMAIL}
    if settings.DATA_LICENSE:
        result["info"]["license"] = {"name": settings.DATA_LICENSE}
    return result


def list_document_operations(document):
    """Yield every operation of an OpenAPI document."""
    for methods in document["paths"].values():
        yield from methods.values()


def clean_schema(schema):
    """Return a copy of a schema without what only matters inside: no object is ever sent back."""
    if isinstance(schema, list):
        return [clean_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: clean_schema(part)
        for key, part in schema.items()
        if not (key == "readOnly" and part is True)
    }


def extract_parts(schema, schemas, *, is_component=True):
    """Return a schema whose titled parts are references to components, which it adds."""
    if not isinstance(schema, dict):
        return schema
    found = {
        key: extract_place(key, part, schemas) if key in SCHEMA_PLACES else part
        for key, part in schema.items()
    }
    title = found.get("title")
    if is_component or not title:
        return found
    if schemas.setdefault(title, found) != found:
        raise ValueError(f"Two schemas are called {title}.")
    return {"$ref": f"{COMPONENT_PATH}{title}"}


def extract_place(key, part, schemas):
    """Return the schemas at one place of a schema, with their titled parts extracted."""
    if key == "properties":
        return {
            name: extract_parts(each, schemas, is_component=False) for name, each in part.items()
        }
    if isinstance(part, list):
        return [extract_parts(each, schemas, is_component=False) for each in part]
    return extract_parts(part, schemas, is_component=False)


def extract_parts_of_bodies(operation, schemas):
    """Make components of the titled schemas of what an operation takes."""
    for media in operation.get("requestBody", {}).get("content", {}).values():
        media["schema"] = extract_parts(media["schema"], schemas, is_component=False)


def describe_parameters(operation, vocabulary, schemas):
    """Name the allowed values of the parameters of a search, and those that count by default.

    An empty parameter has no effect on a read.
    """
    names = {name for facet in FACETS if not facet.is_single for name in facet.parameters}
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "query":
            continue
        if "requestBody" not in operation or parameter["name"] in MAY_BE_BLANK:
            parameter["allowEmptyValue"] = True
        if default := FACET_DEFAULTS.get(parameter["name"]):
            values = " or ".join(f"`{value}`" for value in sorted(default))
            parameter["description"] += f". Without this parameter: {values}."
        if parameter["name"] in names:
            facet = FACETS_BY_NAME[parameter["name"].removesuffix("_all")]
            values = describe_values(facet, vocabulary, schemas)
            parameter["schema"] = {"type": "array", "items": values}


def describe_values(facet, vocabulary, schemas):
    """Return the schema of a value of a facet."""
    if facet.labels:
        return {"type": "string", "enum": list(facet.labels)}
    if facet.vocabulary in FIXED_VALUES:
        return extract_parts(FIXED_VALUES[facet.vocabulary], schemas, is_component=False)
    values = list(getattr(vocabulary, facet.vocabulary)) if vocabulary else []
    if not values:
        return {"type": "string"}
    name = GROWING_VALUES[facet.vocabulary]
    schemas[name] = {
        "type": "string",
        "enum": values,
        "description": f"The {facet.vocabulary} of today, for parameters. Responses may have new"
        f" ones, which are listed at `{facet.vocabulary}/`.",
    }
    return {"$ref": f"{COMPONENT_PATH}{name}"}
