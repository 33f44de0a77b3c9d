"""What a channel is, and how a message is sent by several: at once, within a deadline, whatever one of them does."""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jobtrends_pipeline.errors import JobtrendsError
from jobtrends_pipeline.notify.message import Message

DEADLINE_SECONDS = 8.0
"""For one message by all channels: five messages fit into the minute that Dagster gives a sensor."""


class ChannelError(JobtrendsError):
    """A message that did not come through; one line that says why and holds no secret."""


class Channel(Protocol):
    """A way to a person."""

    @property
    def name(self) -> str:
        """What it is and where it goes, without secrets."""

    def check(self) -> None:
        """See whether anything is missing that can be seen without sending.

        Raises:
            ChannelError: if something is.
        """

    def send(self, message: Message) -> None:
        """Send a message.

        Raises:
            ChannelError: if it did not come through.
        """


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message on one channel; `error` is null when it came through."""

    channel: str
    error: str | None = None


def deliver(message: Message, channels: Sequence[Channel], seconds: float = DEADLINE_SECONDS) -> tuple[Delivery, ...]:
    """Send a message by every channel at once.

    Args:
        message: The message.
        channels: The channels.
        seconds: How long all of them may take together; a server that answers byte by byte outlives other timeouts.

    Returns:
        What became of it, in the order of the channels; nothing is raised.
    """
    end = time.monotonic() + seconds
    waiting = [(channel, _started(channel, message)) for channel in channels]
    found = []
    for channel, answer in waiting:
        try:
            error = answer.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            error = f"did not take the message within {seconds:g} s"
        found.append(Delivery(channel.name, error))
    return tuple(found)


def _started(channel: Channel, message: Message) -> "queue.SimpleQueue[str | None]":
    """Send in a thread of its own; gives where the error, or null, will be put."""
    answer: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            channel.send(message)
            answer.put(None)
        except ChannelError as error:
            answer.put(str(error))
        except Exception as error:  # noqa: BLE001  # no fault of a channel stops the others; its text may hold secrets
            answer.put(f"failed unexpectedly ({type(error).__name__})")

    threading.Thread(target=work, name="notify", daemon=True).start()
    return answer
