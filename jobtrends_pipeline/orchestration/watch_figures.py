"""Sensor that sends messages about changes of figures, by the rules of `notify`.

It reads the published copy only, so that it neither waits for a run nor fails one.
"""

from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.orchestration.resources import DataRoot

if TYPE_CHECKING:
    from jobtrends_pipeline.config.notify import NotifySettings
    from jobtrends_pipeline.config.paths import DataPaths

MOST_MESSAGES = 5
"""Messages of one tick, which Dagster gives a minute; others are sent by the next ticks."""


@dg.sensor(
    name="watched_figures",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends a message when a vintage brings a change that a rule of `notify` names, and writes them to "
    "watched.xml of the report; the cursor is the published file and the rules.",
)
def watched_figures(context: dg.SensorEvaluationContext, root: DataRoot) -> dg.SkipReason:
    """Look at the latest vintages that the published warehouse has gained."""
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.warehouse.published import NothingPublishedError
    from jobtrends_pipeline.warehouse.refusals import EarlierVersionError

    settings = Settings.load(root.paths.settings_file).notify
    if not settings.rules:
        context.update_cursor("")
        return dg.SkipReason(f"no rules: set `notify.rules` in {root.paths.settings_file}")
    state = _state(root.paths, settings)
    if state == context.cursor:
        return dg.SkipReason("nothing new")
    try:
        sent, left = _look(context, root, settings)
    except (NothingPublishedError, EarlierVersionError) as error:
        return dg.SkipReason(f"{error}")
    if not left:
        context.update_cursor(state)
    return dg.SkipReason(f"{sent} messages, {left} wait for the next tick" if sent or left else "nothing new")


def _look(context: dg.SensorEvaluationContext, root: DataRoot, settings: "NotifySettings") -> tuple[int, int]:
    """Send messages about news; return the numbers sent and left for later ticks.

    Raises:
        NothingPublishedError: if nothing was published yet.
        EarlierVersionError: if the published copy lacks a table or column.
    """
    from jobtrends_pipeline.notify.notifier import Notifier
    from jobtrends_pipeline.orchestration.watch_messages import about_figures, shared_out
    from jobtrends_pipeline.steps.watch import notices_of, watch
    from jobtrends_pipeline.steps.watch_memory import WatchMemory
    from jobtrends_pipeline.warehouse.published import reading

    paths = root.paths
    memory = WatchMemory(paths.watched_file, paths.watched_feed_file, context.log)
    watched, notifier = memory.read(), Notifier.of(paths, context.log)
    with reading(paths.published_file) as connection:
        found = watch(connection, settings.rules, root.watchlist(), watched.seen)
    for fault in found.faults:
        context.log.warning("settings.yaml, %s", fault)
    groups = list(shared_out(notices_of(found.news)))
    with_news = {news.told.series for news in found.news}
    watched.note({key: day for key, day in found.looked_at.items() if key[1] not in with_news})
    for group in groups[:MOST_MESSAGES]:
        notifier.tell(about_figures(group, settings))
        series = {notice.series for notice in group}
        watched.note(
            {key: day for key, day in found.looked_at.items() if key[1] in series}, [each.entry for each in group]
        )
        memory.write(watched)
    memory.write(watched)
    return min(len(groups), MOST_MESSAGES), max(0, len(groups) - MOST_MESSAGES)


def _state(paths: "DataPaths", settings: "NotifySettings") -> str:
    """Return what a tick depends on: the published file and the rules."""
    from jobtrends_pipeline.warehouse.errors import digest
    from jobtrends_pipeline.warehouse.published import published_state

    rules = digest(rule.model_dump_json() for rule in settings.rules)
    return f"{published_state(paths.published_file)}, rules {rules}"
