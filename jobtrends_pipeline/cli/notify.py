"""`jobtrends notify`: show channels and rules of notifications, and test them."""

from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobtrends_pipeline.notify.channels import Channel


def notify(
    *,
    test: Annotated[bool, typer.Option("--test", help="Send a test message on every channel.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the rules find now; send nothing.")] = False,
) -> None:
    """Show the notification channels and rules, or try them.

    Channels are set under `notify` in settings.yaml: webhook, email and log. Rules are set under `notify.rules`; with
    --dry-run the changes that they find in the latest vintages are shown, those not looked at yet as new. Exits with 1
    if a channel is not ready, a test message is not accepted, or a rule names a role or place that is not held.

    \b
    Examples:
      jobtrends notify
      jobtrends notify --test
      jobtrends notify --dry-run
    """
    paths = DataPaths.load()
    if test and dry_run:
        show.fail("--test sends a message and --dry-run sends none: give one of them")
    if dry_run:
        _show_findings(paths)
        return
    channels = channels_on(paths)
    if not channels:
        from jobtrends_pipeline.notify.notifier import how_to_turn_on

        show.say(f"off {how_to_turn_on(paths)}")
    faults = _tried(channels) if test else _looked_at(channels)
    for channel, fault in zip(channels, faults, strict=True):
        is_well = "came through" if test else "on, try it with `jobtrends notify --test`"
        show.say(f"{'NO ' if fault else 'ok '} {channel.name}: {fault or is_well}")
    if any(faults) or (test and not channels) or not (test or _show_rules(paths)):
        raise typer.Exit(1)


def _show_rules(paths: DataPaths) -> bool:
    """Show the rules and their faults; return whether they have none."""
    from jobtrends_pipeline.cli.notify_rules import found_faults, rules_of

    count = len(rules_of(paths))
    faults = found_faults(paths)
    for fault in faults:
        show.say(f"NO  settings.yaml, {fault}")
    if count and not faults:
        show.say(f"ok  rules: {count}, see what they find with `jobtrends notify --dry-run`")
    return not faults


def _show_findings(paths: DataPaths) -> None:
    """Show what the rules find in the latest vintages."""
    from jobtrends_pipeline.cli.notify_rules import find, rules_of

    if not rules_of(paths):
        show.say(f"no rules: set `notify.rules` in {paths.settings_file}")
        return
    found = find(paths)
    for fault in found.faults:
        show.say(f"NO  settings.yaml, {fault}")
    for news in found.news:
        show.say(f"{'new' if news.is_new else 'old'} rule {news.rule}, as of {news.as_of}: {news.told.sentence}")
    if not found.news:
        series = len({series for _, series in found.looked_at})
        show.say(f"no rule finds a change in the latest vintage of {series} series")
    if found.faults:
        raise typer.Exit(1)


def channels_on(paths: DataPaths) -> "tuple[Channel, ...]":
    """Return the channels that settings.yaml turns on."""
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.notify.notifier import channels_of

    return channels_of(Settings.load(paths.settings_file).notify, paths.notifications_file)


def state(paths: DataPaths) -> tuple[bool, str]:
    """Summarise the channels and rules.

    Returns:
        Whether none has a fault, and the faults or the channels that are on, in one line.
    """
    from jobtrends_pipeline.cli.notify_rules import found_faults
    from jobtrends_pipeline.notify.notifier import how_to_turn_on

    channels = channels_on(paths)
    faults = [
        *(f"{channel.name}: {fault}" for channel, fault in zip(channels, _looked_at(channels), strict=True) if fault),
        *found_faults(paths),
    ]
    return not faults, "; ".join(faults) or ", ".join(channel.name for channel in channels) or how_to_turn_on(paths)


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
