"""YAML files written by a person: values as typed, unique keys, line numbers.

Standard YAML would read `No` as false, `010` as eight and `12:30` as 750, and keep the last of two equal keys; here
each value stays the text that was typed.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.pages.visible import visible

Place = tuple[str | int, ...]
"""Path to a value: keys, and positions in lists from 0."""

_NULLS = ("", "~", "null", "Null", "NULL")
_MERGE = "<<"
_SCHEMA = "tag:yaml.org,2002:"
_MOST_NODES, _DEEPEST = 100_000, 50
_COMMENT = re.compile(r"\s+#\s*(\S?)")
_HINTS = (
    ("found character", "put a value that begins with it in quotes; indent with spaces"),
    ("undefined alias", 'put a value that begins with `*` in quotes: "*nix"'),
    ("mapping values", "put a value with a colon in it in quotes"),
    ("single document", "keep one document, without `---`"),
)


class YamlFileError(JobtrendsError, ValueError):
    """The file cannot be read; fault and place, to be appended to the file's name.

    The message does not repeat values of the file.
    """


@dataclass(slots=True)
class YamlFile:
    """Content of a file.

    Attributes:
        content: Mappings, lists, and texts as they were typed; null for an empty value.
        lines: Line number of each value by its place, from 1.
    """

    content: object
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of a value, or of the nearest place that contains it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def _texts_only() -> type[yaml.SafeLoader]:
    """Make a loader that reads every plain value as text.

    It uses libyaml where available, in a tenth of the time.
    """

    class Texts(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: Mapping[str, object] = {}

    return Texts


_LOADER = _texts_only()


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file, with invisible characters replaced.

    Raises:
        YamlFileError: if it is not text or not valid YAML, or a key occurs twice in one place.
        FileNotFoundError: if it does not exist.
    """
    text = visible(_decoded(path.read_bytes()))
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise YamlFileError(f"is not valid YAML: {_fault(error)}") from None
    except yaml.YAMLError as error:
        raise YamlFileError(f"is not valid YAML: {type(error).__name__}") from None
    reader = _Reader(text.split("\n"))
    content = None if root is None else reader.value(root, ())
    return YamlFile(content, reader.lines)


def _decoded(body: bytes) -> str:
    is_wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return body.decode("utf-16" if is_wide else "utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise YamlFileError(f"is not valid YAML: line {line}: it is not UTF-8 text, save the file as UTF-8") from None


def _fault(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    mark = error.problem_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    hint = next((f"; {hint}" for words, hint in _HINTS if words in f"{problem} {error.context}"), "")
    return where + problem + hint


class _Reader:
    """Converter from YAML nodes to values, which notes the line of each."""

    def __init__(self, text: list[str]) -> None:
        self.lines: dict[Place, int] = {}
        self._text = text
        self._count = 0

    def value(self, node: yaml.Node, place: Place) -> object:
        """Convert a node to its value."""
        self._count += 1
        line = node.start_mark.line + 1
        if self._count > _MOST_NODES or len(place) > _DEEPEST:
            raise YamlFileError(f"line {line}: too many values one inside another")
        if not node.tag.startswith(_SCHEMA) or "python" in node.tag:
            raise YamlFileError(f"is not valid YAML: line {line}: the tag {node.tag[:60]!r} is not known")
        self.lines.setdefault(place, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        return self._text_of(node)

    def _text_of(self, node: yaml.Node) -> str | None:
        text = str(node.value)
        if getattr(node, "style", None):
            return text
        comment = _COMMENT.match(self._text[node.end_mark.line], len(text) and node.end_mark.column)
        if text and comment and (not comment[1] or len(text) == 1):
            line = node.end_mark.line + 1
            raise YamlFileError(
                f"line {line}: ` #` after {text!r} begins a comment: put the value in quotes, or leave the sign out"
            )
        return None if text in _NULLS else text

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        known: dict[str, int] = {}
        own: dict[str, object] = {}
        merged: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlFileError(f"is not valid YAML: line {line}: a key is no text")
            key = str(key_node.value)
            if key in known:
                raise YamlFileError(f"line {line}: the key {key!r} stands twice, first in line {known[key]}: keep one")
            known[key] = line
            if key == _MERGE:
                merged = self._merged(value_node, place)
                continue
            self.lines[(*place, key)] = line
            own[key] = self.value(value_node, (*place, key))
        return merged | own

    def _merged(self, node: yaml.Node, place: Place) -> dict[str, object]:
        """Return what `<<` merges in; of equal keys the first counts."""
        merged: dict[str, object] = {}
        for each in reversed(list(_mappings(node))):
            merged |= self._mapping(each, place)
        return merged


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for each in nodes:
        if not isinstance(each, yaml.MappingNode):
            raise YamlFileError(f"is not valid YAML: line {each.start_mark.line + 1}: `<<` takes over keys only")
        yield each
