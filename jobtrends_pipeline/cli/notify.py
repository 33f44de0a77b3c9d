"""`jobtrends notify`: show the notification channels, and test them."""

from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobtrends_pipeline.notify.channels import Channel


def notify(
    *, test: Annotated[bool, typer.Option("--test", help="Send a test message on every channel.")] = False
) -> None:
    """Show the notification channels, or send a test message on each.

    Channels are set under `notify` in settings.yaml: webhook, email and log. Exits with 1 if a channel is not ready or
    a test message is not accepted.

    \b
    Examples:
      jobtrends notify
      jobtrends notify --test
    """
    paths = DataPaths.load()
    channels = channels_on(paths)
    if not channels:
        from jobtrends_pipeline.notify.notifier import how_to_turn_on

        show.say(f"off {how_to_turn_on(paths)}")
        raise typer.Exit(int(test))
    faults = _tried(channels) if test else _looked_at(channels)
    for channel, fault in zip(channels, faults, strict=True):
        is_well = "came through" if test else "on, try it with `jobtrends notify --test`"
        show.say(f"{'NO ' if fault else 'ok '} {channel.name}: {fault or is_well}")
    if any(faults):
        raise typer.Exit(1)


def channels_on(paths: DataPaths) -> "tuple[Channel, ...]":
    """Return the channels that settings.yaml turns on."""
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.notify.notifier import channels_of

    return channels_of(Settings.load(paths.settings_file).notify, paths.notifications_file)


def state(paths: DataPaths) -> tuple[bool, str]:
    """Summarise the channels.

    Returns:
        Whether none has a fault, and the faults or the channels that are on, in one line.
    """
    from jobtrends_pipeline.notify.notifier import how_to_turn_on

    channels = channels_on(paths)
    if not channels:
        return True, how_to_turn_on(paths)
    faults = [
        f"{channel.name}: {fault}" for channel, fault in zip(channels, _looked_at(channels), strict=True) if fault
    ]
    return not faults, "; ".join(faults) or ", ".join(channel.name for channel in channels)


def _looked_at(channels: "Sequence[Channel]") -> list[str | None]:
    """Check each channel without sending; a fault or null for each."""
    from jobtrends_pipeline.notify.channels import ChannelError

    faults: list[str | None] = []
    for channel in channels:
        try:
            channel.check()
            faults.append(None)
        except ChannelError as error:
            faults.append(str(error))
    return faults


def _tried(channels: "Sequence[Channel]") -> list[str | None]:
    """Send a test message on each channel; an error or null for each."""
    from jobtrends_pipeline.notify.channels import deliver
    from jobtrends_pipeline.notify.message import Message

    message = Message(
        key="test",
        title="This is a test",
        happened="Nothing happened: somebody ran `jobtrends notify --test`.",
        action="Nothing: messages of failures reach you this way.",
        severity="info",
    )
    return [delivery.error for delivery in deliver(message, channels)]
