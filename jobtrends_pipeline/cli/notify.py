"""The command that says how people are told, and tries it."""

from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobtrends_pipeline.notify.channels import Channel


def notify(
    *, test: Annotated[bool, typer.Option("--test", help="Send a test message by every channel.")] = False
) -> None:
    """Say by which channels people are told of failures, or try them; exits with 1 when one does not work.

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
    """The channels that settings.yaml turns on."""
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.notify.notifier import channels_of

    return channels_of(Settings.load(paths.settings_file).notify, paths.notifications_file)


def state(paths: DataPaths) -> tuple[bool, str]:
    """Whether all is well with the channels, and which are on, in one line."""
    from jobtrends_pipeline.notify.notifier import how_to_turn_on

    channels = channels_on(paths)
    if not channels:
        return True, how_to_turn_on(paths)
    faults = [
        f"{channel.name}: {fault}" for channel, fault in zip(channels, _looked_at(channels), strict=True) if fault
    ]
    return not faults, "; ".join(faults) or ", ".join(channel.name for channel in channels)


def _looked_at(channels: "Sequence[Channel]") -> list[str | None]:
    """What each channel lacks, as far as can be seen without sending."""
    from jobtrends_pipeline.notify.channels import ChannelError

    found: list[str | None] = []
    for channel in channels:
        try:
            channel.check()
            found.append(None)
        except ChannelError as error:
            found.append(str(error))
    return found


def _tried(channels: "Sequence[Channel]") -> list[str | None]:
    """Why a test message did not come through, for each channel."""
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
