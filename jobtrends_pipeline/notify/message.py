"""A message: what happened and what to do, in plain lines that a terminal, a mail and a chat may show."""

from dataclasses import dataclass
from typing import Literal

from jobtrends_pipeline.plain import visible

Severity = Literal["info", "warning", "error"]
_MOST_LINES = 30
_LINE_LENGTH = 500
_TITLE_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Message:
    """What a person is told. Whatever it is made of, its texts are plain: see `plain`.

    Attributes:
        key: What it is about; a message of the same key is not sent twice within a day.
        title: One line.
        happened: What happened, in lines.
        action: What to do about it, in one line.
        severity: How bad it is.
        link: Where to see more, if there is such a place.
    """

    key: str
    title: str
    happened: str
    action: str
    severity: Severity = "error"
    link: str | None = None

    def __post_init__(self) -> None:
        """Clean the texts: names and page content are somebody else's."""
        lines = [plain(line) for line in self.happened.split("\n")]
        if len(lines) > _MOST_LINES:
            lines[_MOST_LINES - 1 :] = [f"... and {len(lines) - _MOST_LINES + 1} lines more"]
        object.__setattr__(self, "title", plain(self.title, _TITLE_LENGTH))
        object.__setattr__(self, "happened", "\n".join(lines))
        object.__setattr__(self, "action", plain(self.action))
        object.__setattr__(self, "link", plain(self.link) if self.link else None)

    @property
    def text(self) -> str:
        """All of it, as the body of a mail or a chat message has it."""
        parts = [self.happened, f"What to do: {self.action}", *([self.link] if self.link else [])]
        return "\n\n".join(parts)


def plain(text: str, length: int = _LINE_LENGTH) -> str:
    """Text from outside as one line without control characters, escape sequences or marks that turn its direction.

    Args:
        text: The text.
        length: Characters to keep; what is cut off is marked.
    """
    line = visible(" ".join(text.split()))
    return line if len(line) <= length else f"{line[: length - 1]}…"
