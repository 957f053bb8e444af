"""Short functions for JSON schemas (2020-12) that generators of clients read without mistakes.

A schema with a title becomes a component of the OpenAPI document, and a class of each client.
"""

from typing import Any

from directory.terms import COUNT_LIMIT, LIST_LIMIT

JsonSchema = dict[str, Any]


def allow_text(most: int, least: int = 0, **more: Any) -> JsonSchema:
    """Return the schema of text with at most `most` characters."""
    return {"type": "string", "maxLength": most, **({"minLength": least} if least else {}), **more}


def allow_pattern(pattern: str, **more: Any) -> JsonSchema:
    """Return the schema of text that matches a pattern as a whole."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", **more}


def allow_one_of(title: str, values: tuple[str, ...]) -> JsonSchema:
    """Return the schema of text that is one of these values."""
    return {"title": title, "type": "string", "enum": list(values)}


def allow_whole_number(most: int = COUNT_LIMIT, least: int = 0) -> JsonSchema:
    """Return the schema of a whole number within bounds, ends included."""
    return {"type": "integer", "minimum": least, "maximum": most}


def allow_null(schema: JsonSchema) -> JsonSchema:
    """Return a schema that also allows null, for values that aren't reported.

    A type of two names where possible, because some generators of clients read only that.
    """
    if "title" in schema or "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]}


def allow_list(schema: JsonSchema, **more: Any) -> JsonSchema:
    """Return the schema of a list of items of this schema."""
    return {"type": "array", "items": schema, "maxItems": LIST_LIMIT, **more}


def allow_object(title: str, properties: JsonSchema, **more: Any) -> JsonSchema:
    """Return the schema of an object with all of these keys and no others.

    Generated clients name its class after the title.
    """
    required = {"required": list(properties), "additionalProperties": False}
    return {"title": title, "type": "object", "properties": properties, **required, **more}


def require_if(key: str, value: JsonSchema, **needed: JsonSchema) -> JsonSchema:
    """Return the keywords for a rule: if a key has such a value, other keys need these schemas.

    Not `anyOf`, which generators of clients read as a choice between several classes.
    """
    return {"if": {"properties": {key: value}}, "then": {"properties": needed}}


def open_schema(schema: Any) -> Any:
    """Return a copy of a schema that also allows unknown keys, which a later release may add."""
    if isinstance(schema, list):
        return [open_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: open_schema(part)
        for key, part in schema.items()
        if not (key == "additionalProperties" and part is False)
    }


def loosen_schema(schema: JsonSchema) -> JsonSchema:
    """Return a copy of a schema for a patch: every key may be left out or null."""
    loose = {
        key: part
        for key, part in schema.items()
        if key not in {"required", "if", "then", "dependentSchemas", "dependentRequired"}
    }
    if "title" in loose and "enum" not in loose:
        loose["title"] += "Patch"
    if "properties" in loose:
        loose["properties"] = {
            key: allow_null_once(loosen_schema(part)) for key, part in loose["properties"].items()
        }
    if "items" in loose:
        loose["items"] = loosen_schema(loose["items"])
    if isinstance(loose.get("additionalProperties"), dict):
        loose["additionalProperties"] = allow_null_once(
            loosen_schema(loose["additionalProperties"])
        )
    if "anyOf" in loose:
        loose["anyOf"] = [loosen_schema(part) for part in loose["anyOf"]]
    return loose


def allow_null_once(schema: JsonSchema) -> JsonSchema:
    """Return a schema that allows null, unchanged if it already does."""
    allows_null = "anyOf" in schema or isinstance(schema.get("type"), list)
    return schema if allows_null else allow_null(schema)
