"""Sending of notifications: at most once per 24 h and key, with retry."""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.notify import NotifySettings
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.notify.channels import Channel, deliver
from jobtrends_pipeline.notify.log_file import LogFile
from jobtrends_pipeline.notify.mail import PASSWORD_VARIABLE, Mail
from jobtrends_pipeline.notify.memory import KEPT, MOST_UNSENT, Memory
from jobtrends_pipeline.notify.message import Message
from jobtrends_pipeline.notify.webhook import Webhook


def channels_of(
    settings: NotifySettings, log_file: Path, environment: Mapping[str, str] = os.environ
) -> tuple[Channel, ...]:
    """List the channels that the settings turn on."""
    channels: list[Channel] = []
    if settings.webhook:
        channels.append(Webhook(settings.webhook.get_secret_value()))
    if settings.email:
        channels.append(Mail(settings.email, environment.get(PASSWORD_VARIABLE, "")))
    if settings.log:
        channels.append(LogFile(log_file))
    return tuple(channels)


def how_to_turn_on(paths: DataPaths) -> str:
    """Say how to turn notifications on."""
    return f"no notifications are sent: set `notify` in {paths.settings_file} (webhook, email or log)"


class Notifier:
    """Sender of messages on all channels that are on.

    Errors of channels are logged, never raised.

    Args:
        channels: The channels.
        memory: State with the messages sent before.
        log: Receives a line for each failure of a channel.
        ui: Address of the web UI, for links; null without links.
    """

    def __init__(self, channels: Sequence[Channel], memory: Memory, log: logging.Logger, ui: str | None = None) -> None:
        self._channels = channels
        self._memory = memory
        self._log = log
        self._ui = ui

    @classmethod
    def of(cls, paths: DataPaths, log: logging.Logger) -> "Notifier":
        """Make a notifier from the current settings.yaml.

        Raises:
            SettingsError: if the file cannot be read.
        """
        notify = Settings.load(paths.settings_file).notify
        channels = channels_of(notify, paths.notifications_file)
        return cls(channels, Memory(paths.notified_file, log), log, notify.ui)

    @property
    def is_on(self) -> bool:
        """Whether any channel is on."""
        return bool(self._channels)

    def link(self, run_id: str) -> str | None:
        """Return the address of a run in the web UI; null if it is unknown."""
        return f"{self._ui.rstrip('/')}/runs/{run_id}" if self._ui else None

    def tell(self, message: Message) -> bool:
        """Send a message, unless its key was sent within a day.

        A message that no channel accepts is kept for `resend`.

        Returns:
            Whether a channel accepted it now.
        """
        now = clock.now()
        with self._memory.locked() as state:
            if not self._channels or state.is_known(message.key, now):
                return False
            if self._is_delivered(message):
                state.sent[message.key] = now
                return True
            state.unsent = [*state.unsent, (now, message)][-MOST_UNSENT:]
            return False

    def resend(self) -> int:
        """Send kept messages, oldest first, until one is not accepted.

        Returns:
            Number of messages sent.
        """
        if not self._channels or not self._memory.has_unsent:
            return 0
        now, count = clock.now(), 0
        with self._memory.locked() as state:
            for at, message in [each for each in state.unsent if now - each[0] >= KEPT]:
                self._log.warning("discarded, not delivered since %s: %s", at, message.title)
            state.unsent = [each for each in state.unsent if now - each[0] < KEPT]
            while state.unsent and self._is_delivered(state.unsent[0][1]):
                state.sent[state.unsent.pop(0)[1].key] = now
                count += 1
        return count

    def _is_delivered(self, message: Message) -> bool:
        deliveries = deliver(message, self._channels)
        for delivery in deliveries:
            if delivery.error:
                self._log.warning("not sent by %s, which %s: %s", delivery.channel, delivery.error, message.title)
        return any(delivery.error is None for delivery in deliveries)
