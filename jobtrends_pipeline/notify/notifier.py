"""Telling people: once a day for the same thing, by every channel, and later where none could be reached."""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from jobtrends_pipeline import clock
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
    """The channels that are on."""
    found: list[Channel] = []
    if settings.webhook:
        found.append(Webhook(settings.webhook.get_secret_value()))
    if settings.email:
        found.append(Mail(settings.email, environment.get(PASSWORD_VARIABLE, "")))
    if settings.log:
        found.append(LogFile(log_file))
    return tuple(found)


def how_to_turn_on(paths: DataPaths) -> str:
    """What to do so that somebody is told."""
    return f"nobody is told: set `notify` in {paths.settings_file} (webhook, email or log)"


class Notifier:
    """Tells people by the channels that are on. Nothing that goes wrong with a channel is raised: it is logged.

    Args:
        channels: The channels.
        memory: What was sent before.
        log: Where a line is written for a channel that failed.
        ui: Address of the web UI, for links; null where there are none.
    """

    def __init__(self, channels: Sequence[Channel], memory: Memory, log: logging.Logger, ui: str | None = None) -> None:
        self._channels = channels
        self._memory = memory
        self._log = log
        self._ui = ui

    @classmethod
    def of(cls, paths: DataPaths, log: logging.Logger) -> "Notifier":
        """As settings.yaml has it now.

        Raises:
            SettingsError: if the file cannot be read.
        """
        notify = Settings.load(paths.settings_file).notify
        channels = channels_of(notify, paths.notifications_file)
        return cls(channels, Memory(paths.notified_file, log), log, notify.ui)

    @property
    def is_on(self) -> bool:
        """Whether anybody would be told."""
        return bool(self._channels)

    def link(self, run_id: str) -> str | None:
        """Where a run is shown, if the address of the web UI is known."""
        return f"{self._ui.rstrip('/')}/runs/{run_id}" if self._ui else None

    def tell(self, message: Message) -> bool:
        """Send a message, unless its key was sent within a day; what no channel takes is kept for `resend`.

        Returns:
            Whether a channel took it now.
        """
        now = clock.now()
        with self._memory.held() as state:
            if not self._channels or state.is_known(message.key, now):
                return False
            if self._came_through(message):
                state.sent[message.key] = now
                return True
            state.unsent = [*state.unsent, (now, message)][-MOST_UNSENT:]
            return False

    def resend(self) -> int:
        """Send what no channel took before, until one message is not taken again; gives how many were sent."""
        if not self._channels or not self._memory.has_unsent:
            return 0
        now, count = clock.now(), 0
        with self._memory.held() as state:
            for at, message in [each for each in state.unsent if now - each[0] >= KEPT]:
                self._log.warning("given up on sending what could not be sent since %s: %s", at, message.title)
            state.unsent = [each for each in state.unsent if now - each[0] < KEPT]
            while state.unsent and self._came_through(state.unsent[0][1]):
                state.sent[state.unsent.pop(0)[1].key] = now
                count += 1
        return count

    def _came_through(self, message: Message) -> bool:
        deliveries = deliver(message, self._channels)
        for delivery in deliveries:
            if delivery.error:
                self._log.warning("not told by %s, which %s: %s", delivery.channel, delivery.error, message.title)
        return any(delivery.error is None for delivery in deliveries)
