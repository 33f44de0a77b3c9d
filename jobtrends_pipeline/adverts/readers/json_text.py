"""JSON text to values, bounded, with every number kept as it is written."""

import json

from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError

MOST_VALUES = 1_000_000
"""Commas and brackets of a document, in texts too; a board's answer of 800 adverts with full texts has a third."""
_BEFORE, _AFTER = ("<!--", "//<![CDATA[", "<![CDATA[", "//"), ("-->", "]]>", ";", "//")
"""Marks that pages write around JSON in a script."""


def read_json(text: str) -> object:
    """Read a JSON document.

    Numbers become the text that is written; control characters in texts are allowed.

    Raises:
        NotUnderstoodError: if it is not JSON, nested too deeply, or has more than a million values.
    """
    if sum(map(text.count, ",[{")) > MOST_VALUES:
        raise NotUnderstoodError("has too many values")
    try:
        return json.loads(text, strict=False, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError:
        raise NotUnderstoodError("is nested too deeply") from None
    except ValueError as error:
        raise NotUnderstoodError(f"is not JSON: {str(error)[:80]}") from None


def read_script_json(text: str) -> object:
    """Read the JSON of a script element, without the marks around it.

    Raises:
        NotUnderstoodError: as `read_json`.
    """
    bare = text.strip()
    for mark in _BEFORE:
        bare = bare.removeprefix(mark).lstrip()
    for mark in _AFTER:
        bare = bare.removesuffix(mark).rstrip()
    return read_json(bare)
