"""Messages as lines of JSON in a file.

A file and not Python's logger: sensors run in a process of Dagster's whose log nobody keeps, and lines of JSON escape
whatever a terminal would take for a command.
"""

import json
import os
from pathlib import Path

from jobtrends_pipeline import clock
from jobtrends_pipeline.notify.channels import ChannelError
from jobtrends_pipeline.notify.message import Message

_FIELDS = ("severity", "title", "happened", "action", "link", "key")


class LogFile:
    """Adds to one file, a line a message; processes may do so at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = f"log ({path})"

    def check(self) -> None:
        """Find no fault: nothing can be missing that shows before sending."""

    def send(self, message: Message) -> None:
        """Add a line.

        Raises:
            ChannelError: if the file cannot be written.
        """
        line = {"at": clock.now().isoformat(timespec="seconds")}
        line |= {name: getattr(message, name) for name in _FIELDS}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            with os.fdopen(descriptor, "wb", buffering=0) as stream:
                stream.write(f"{json.dumps(line)}\n".encode())
        except OSError as error:
            raise ChannelError(f"cannot be written ({error.strerror})") from error
