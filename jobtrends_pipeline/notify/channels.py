"""Notification channels: their interface, and delivery on several of them.

Delivery is parallel, has a deadline, and survives any fault of a channel.
"""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.notify.message import Message

DEADLINE_SECONDS = 8.0
"""For one message on all channels; five messages fit into the minute that Dagster gives a sensor."""


class ChannelError(JobtrendsError):
    """A message that was not delivered; one line with the reason, without secrets."""


class Channel(Protocol):
    """A way to send messages to people."""

    @property
    def name(self) -> str:
        """Kind and destination of the channel, without secrets."""

    def check(self) -> None:
        """Check what can be checked without sending.

        Raises:
            ChannelError: if something is missing or invalid.
        """

    def send(self, message: Message) -> None:
        """Send a message.

        Raises:
            ChannelError: if it was not delivered.
        """


@dataclass(frozen=True, slots=True)
class Delivery:
    """Result of sending a message on one channel; `error` is null on success."""

    channel: str
    error: str | None = None


def deliver(message: Message, channels: Sequence[Channel], seconds: float = DEADLINE_SECONDS) -> tuple[Delivery, ...]:
    """Send a message on all channels at once.

    Args:
        message: The message.
        channels: The channels.
        seconds: Deadline for all channels together; a server that answers byte by byte defeats other timeouts.

    Returns:
        The results, in the order of the channels; nothing is raised.
    """
    end = time.monotonic() + seconds
    waiting = [(channel, _send_in_thread(channel, message)) for channel in channels]
    deliveries = []
    for channel, answer in waiting:
        try:
            error = answer.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            error = f"did not take the message within {seconds:g} s"
        deliveries.append(Delivery(channel.name, error))
    return tuple(deliveries)


def _send_in_thread(channel: Channel, message: Message) -> "queue.SimpleQueue[str | None]":
    """Send in a new thread.

    Returns:
        Queue that will receive the error, or null on success.
    """
    answer: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            channel.send(message)
            answer.put(None)
        except ChannelError as error:
            answer.put(str(error))
        except Exception as error:  # noqa: BLE001  # no fault of a channel stops the others; its text may contain secrets
            answer.put(f"failed unexpectedly ({type(error).__name__})")

    threading.Thread(target=work, name="notify", daemon=True).start()
    return answer
