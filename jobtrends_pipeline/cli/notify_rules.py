"""Rules of `notify` on the published tables, without sending or noting anything."""

import logging
from collections.abc import Sequence

from jobtrends_pipeline.config.notify_rules import NotifyRule
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import load_watchlist
from jobtrends_pipeline.steps.watch import Watch, rule_faults, watch
from jobtrends_pipeline.steps.watch_memory import WatchMemory
from jobtrends_pipeline.trends.watched import read_vintages
from jobtrends_pipeline.warehouse.published import NothingPublishedError, reading


def rules_of(paths: DataPaths) -> Sequence[NotifyRule]:
    """Return the rules of settings.yaml."""
    return Settings.load(paths.settings_file).notify.rules


def find(paths: DataPaths) -> Watch:
    """Find what the rules name in the latest vintages, looked at before or not.

    Raises:
        NothingPublishedError: if nothing was published yet.
    """
    memory = WatchMemory(paths.watched_file, paths.watched_feed_file, logging.getLogger(__name__))
    with reading(paths.published_file) as connection:
        watchlist = load_watchlist(paths.watchlist_file)
        return watch(connection, rules_of(paths), watchlist, memory.read().seen, is_again=True)


def found_faults(paths: DataPaths) -> list[str]:
    """Return a line for each name in the rules that nothing has."""
    rules = rules_of(paths)
    if not rules:
        return []
    try:
        with reading(paths.published_file) as connection:
            held = list(read_vintages(connection))
    except NothingPublishedError:
        held = []
    return list(rule_faults(rules, load_watchlist(paths.watchlist_file), held))
