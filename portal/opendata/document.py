"""The interface's description in OpenAPI 3.1, made of the table of operations and the shapes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from flask_babel import gettext as _

from portal.opendata.api import OPERATIONS, Operation
from portal.opendata.forms.fields import FIELDS
from portal.opendata.forms.words import ERRORS, HEADERS
from portal.opendata.shapes import Asked

VERSION = "1.0.0"
PROBLEM = "application/problem+json"
ARGUMENT = re.compile(r"<(?:(\w+)\(([^)]*)\):)?(\w+)>")  # as routes are written: <int(min=1):year>
OF_EVERY_ANSWER = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")

Json = dict[str, Any]


def description(operations: Iterable[Operation] = OPERATIONS) -> Json:
    """The whole document, its texts in the reader's language.

    It names no server: paths are those of the host that it was read from.
    """
    wanted = list(operations)
    shapes, components = msgspec.json.schema_components(
        [each.gives for each in wanted], ref_template="#/components/schemas/{name}"
    )
    schemas = {name: _told(schema) for name, schema in components.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Open interface"),
            "version": VERSION,
            "summary": _("Everything that is public, for programs: read-only, without a key."),
        },
        "paths": {
            path_of(each): {"get": _operation(each, shape)}
            for each, shape in zip(wanted, shapes, strict=True)
        },
        "components": {
            "schemas": {**schemas, "Problem": _problem()},
            "headers": {
                name: {"description": str(text), "schema": {"type": kind}}
                for name, (kind, text) in HEADERS.items()
            },
        },
    }


def path_of(described: Operation) -> str:
    """The path as OpenAPI writes it, with names in braces."""
    return ARGUMENT.sub(r"{\3}", described.path)


def questions(described: Operation) -> list[Json]:
    """What may be asked behind the question mark, a parameter each."""
    return list(_query(described.asks))


def _operation(described: Operation, shape: Json) -> Json:
    headers = ["ETag", "Cache-Control", *OF_EVERY_ANSWER]
    if "after" in described.asks.__struct_fields__:
        headers.append("Link")
    content = {each: {"schema": shape if each.endswith("json") else {"type": "string"}}
               for each in described.formats}  # fmt: skip
    errors = (400, 404, 406, 429, 500)
    return {
        "operationId": described.name,
        "summary": str(described.summary),
        "parameters": [*_path(described), *_query(described.asks)],
        "responses": {
            "200": {"description": _("What was asked for"), "headers": _headers(headers),
                    "content": content},
            "304": {"description": _("Nothing has changed since the answer with this ETag"),
                    "headers": _headers(["ETag", *OF_EVERY_ANSWER])},
            **{
                str(status): {
                    "description": str(ERRORS[status]),
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status in errors
            },
        },
    }  # fmt: skip


def _headers(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _path(described: Operation) -> Iterable[Json]:
    """The parameters that stand in the path, each with what it may be."""
    for converter, told, name in ARGUMENT.findall(described.path):
        schema: Json = {"type": "string"}
        words = [each.strip() for each in told.split(",")]
        if converter == "any":
            schema = {"type": "string", "enum": words}
        elif converter == "int":
            least, most = (int(each.partition("=")[2]) for each in words)
            schema = {"type": "integer", "minimum": least, "maximum": most}
        yield {"name": name, "in": "path", "required": True, "schema": schema,
               "description": str(FIELDS[name])}  # fmt: skip


def _query(asks: type[Asked]) -> Iterable[Json]:
    schemas = msgspec.json.schema(asks)["$defs"]
    for name, schema in schemas[asks.__name__]["properties"].items():
        yield {"name": name, "in": "query", "required": False,
               "schema": _resolved(schema, schemas), "description": str(FIELDS[name])}  # fmt: skip


def _resolved(schema: Json, schemas: Mapping[str, Json]) -> Json:
    """A schema with what it refers to put in its place."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found = {**schemas[reference.rpartition("/")[2]]}
    found.pop("description", None)
    return found


def _told(schema: Json) -> Json:
    """A shape's schema with the meaning of each field in the reader's language."""
    told = {key: value for key, value in schema.items() if key != "description"}
    if "properties" in told:
        told["properties"] = {
            name: {**field, "description": str(FIELDS[name])}
            for name, field in told["properties"].items()
        }
    return told


def _problem() -> Json:
    texts = ("type", "title", "code", "detail")
    return {
        "type": "object",
        "required": [*texts, "status"],
        "properties": {
            **{name: {"type": "string"} for name in texts},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
        },
    }
