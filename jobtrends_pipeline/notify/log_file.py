"""Messages as lines of JSON in a file.

Python's logging is not used: sensors run in a process of Dagster whose log is not kept. JSON escapes every character
that a terminal could take for a command.
"""

import json
import os
from pathlib import Path

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.notify.channels import ChannelError
from jobtrends_pipeline.notify.message import Message

_FIELDS = ("severity", "title", "happened", "action", "link", "key")


class LogFile:
    """Channel that appends each message to a file as one line.

    Several processes may append at the same time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = f"log ({path})"

    def check(self) -> None:
        """Accept: nothing can be missing that shows before sending."""

    def send(self, message: Message) -> None:
        """Append a line.

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
