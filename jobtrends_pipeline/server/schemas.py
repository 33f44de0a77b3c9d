"""JSON Schema of answers, made of the tables' columns, for the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from jobtrends_pipeline.server.bodies import LISTS, MEDIA_TYPES
from jobtrends_pipeline.tables.model import Column, ColumnType, Table

_TYPES: Mapping[ColumnType, dict[str, Any]] = {
    ColumnType.TEXT: {"type": "string"},
    ColumnType.INTEGER: {"type": "integer"},
    ColumnType.NUMBER: {"type": "number"},
    ColumnType.DATE: {"type": "string", "format": "date"},
    ColumnType.TIMESTAMP: {"type": "string", "format": "date-time"},
    ColumnType.BOOLEAN: {"type": "boolean"},
}
_RIGHTS = {
    "source": {"type": "string", "description": "Whose figures they are, under which licence."},
    "licence": {"type": "string"},
    "licence_url": {"type": "string", "format": "uri"},
    "caveat": {"type": "string", "const": "advertised, not paid"},
}
PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", *_RIGHTS],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do; names near an unknown role."},
        **_RIGHTS,
    },
}
"""Schema of an error, of the media type application/problem+json (RFC 9457)."""


def answers_of(table: Table, about: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    """Return the answers to a question by status, as an OpenAPI document has them.

    Args:
        table: Table of the rows.
        about: Schemas of further attributes of the answer, all required.
    """
    given = {
        **_RIGHTS,
        "as_of": {
            **_nullable(_TYPES[ColumnType.DATE]),
            "description": "Day whose knowledge is shown; null for the latest.",
        },
        "grain": {"type": "array", "items": {"type": "string"}, "description": "Columns that name a row."},
        "units": _texts("Unit by column."),
        "flags": _texts("Meaning of each letter in the column `flags`."),
        "rows": {"type": "array", "description": table.description, "items": _row(table)},
        **about,
    }
    answer = {"type": "object", "required": list(given), "properties": given}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    bodies = {MEDIA_TYPES["json"]: {"schema": answer}} | {
        MEDIA_TYPES[name].partition(";")[0]: {"schema": {"type": "string", "contentMediaType": MEDIA_TYPES[name]}}
        for name in ("csv", "parquet")
    }
    return {
        200: {"description": "The rows, with source, licence and units.", "content": bodies},
        304: {"description": "The client has this answer already."},
        400: {"description": "An argument cannot be understood.", "content": problem},
        404: {"description": "Not held; the detail names what is, or near roles.", "content": problem},
        503: {"description": "Nothing can be read just now.", "content": problem},
    }


def _row(table: Table) -> dict[str, Any]:
    properties = {column.name: _column(column) for column in table}
    return {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}


def _column(column: Column) -> dict[str, Any]:
    if column.name in LISTS:
        return {"type": "array", "items": {"type": "string"}, "description": column.description}
    unit = f" Unit: {column.unit}." if column.unit else ""
    kind = _TYPES[column.type]
    return {**(_nullable(kind) if column.nullable else kind), "description": f"{column.description}{unit}"}


def _nullable(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _texts(description: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": {"type": "string"}, "description": description}
