"""Messages: what happened and what to do, in plain text for mail, chat, terminal."""

from dataclasses import dataclass
from typing import Literal

from jobtrends_pipeline.base.plain import visible

Severity = Literal["info", "warning", "error"]
_MOST_LINES = 30
_LINE_LENGTH = 500
_TITLE_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Message:
    """A notification, with all texts made plain (see `plain`).

    Attributes:
        key: Identifies the subject; a message with the same key is not sent twice within a day.
        title: One line.
        happened: What happened, in one or more lines.
        action: What to do about it, in one line.
        severity: How bad it is.
        link: Address with more details; null if absent.
    """

    key: str
    title: str
    happened: str
    action: str
    severity: Severity = "error"
    link: str | None = None

    def __post_init__(self) -> None:
        """Clean the texts, as names and page content are untrusted."""
        lines = [plain(line) for line in self.happened.split("\n")]
        if len(lines) > _MOST_LINES:
            lines[_MOST_LINES - 1 :] = [f"... and {len(lines) - _MOST_LINES + 1} lines more"]
        object.__setattr__(self, "title", plain(self.title, _TITLE_LENGTH))
        object.__setattr__(self, "happened", "\n".join(lines))
        object.__setattr__(self, "action", plain(self.action))
        object.__setattr__(self, "link", plain(self.link) if self.link else None)

    @property
    def text(self) -> str:
        """Text of the whole message, as in the body of a mail or chat message."""
        parts = [self.happened, f"What to do: {self.action}", *([self.link] if self.link else [])]
        return "\n\n".join(parts)


def plain(text: str, length: int = _LINE_LENGTH) -> str:
    """Clean untrusted text to one line without control characters or escape sequences.

    Marks that change the direction of text are removed too.

    Args:
        text: The text.
        length: Characters to keep; a cut is marked with an ellipsis.
    """
    line = visible(" ".join(text.split()))
    return line if len(line) <= length else f"{line[: length - 1]}…"
