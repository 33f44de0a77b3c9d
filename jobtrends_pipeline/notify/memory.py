"""State of notifications: keys sent within a day, and messages still to be sent.

It is one small file, replaced atomically.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.notify.message import Message

QUIET = timedelta(hours=24)
"""A message with the same key is not sent again for this time."""
KEPT = timedelta(days=7)
"""Undelivered messages are discarded after this time."""
MOST_UNSENT = 50


@dataclass
class State:
    """Keys sent lately and messages not delivered yet.

    Attributes:
        sent: Time of sending by key, UTC.
        unsent: Undelivered messages, oldest first, with the time of the first attempt.
    """

    sent: dict[str, datetime] = field(default_factory=dict)
    unsent: list[tuple[datetime, Message]] = field(default_factory=list)

    def is_known(self, key: str, now: datetime) -> bool:
        """Return whether a message with this key was sent lately or waits to be sent."""
        at = self.sent.get(key)
        # abs: a clock that was set back must not block a key for ever
        is_recent = at is not None and abs(now - at) < QUIET
        return is_recent or any(message.key == key for _, message in self.unsent)


class Memory:
    """The file of the state, locked while it is used.

    Two processes therefore do not send the same message.
    """

    def __init__(self, path: Path, log: logging.Logger) -> None:
        self._path = path
        self._log = log

    @property
    def has_unsent(self) -> bool:
        """Whether a message waits to be sent; read without the lock."""
        return bool(self._read().unsent)

    @contextmanager
    def locked(self) -> Iterator[State]:
        """Lock the file and read the state; write it back if the block succeeds."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_name(f".{self._path.name}.lock")):
            state = self._read()
            yield state
            write_whole(self._path, _as_text(state, clock.now()))

    def _read(self) -> State:
        try:
            return _as_state(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return State()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._log.warning(
                "%s cannot be read (%s) and is replaced: a message may be sent twice", self._path, type(error).__name__
            )
            return State()


def _as_text(state: State, now: datetime) -> str:
    sent = {key: at.isoformat() for key, at in state.sent.items() if abs(now - at) < QUIET}
    unsent = [{"at": at.isoformat()} | asdict(message) for at, message in state.unsent]
    return json.dumps({"sent": sent, "unsent": unsent}, indent=1)


def _as_state(content: Mapping[str, Any]) -> State:
    sent = {str(key): datetime.fromisoformat(at).astimezone(UTC) for key, at in content["sent"].items()}
    unsent = [
        (datetime.fromisoformat(row["at"]).astimezone(UTC), Message(**{k: v for k, v in row.items() if k != "at"}))
        for row in content["unsent"]
    ]
    return State(sent, unsent)
