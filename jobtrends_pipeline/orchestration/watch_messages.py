"""Messages about changes of figures that rules name."""

from collections.abc import Iterable, Iterator, Sequence

from jobtrends_pipeline.config.notify import NotifySettings
from jobtrends_pipeline.notify.message import Message, plain
from jobtrends_pipeline.reports.watched import Notice
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.warehouse.errors import digest

MOST_ALONE = 5
"""Notices that have a message each; of more, many share one."""
_MOST_LINES = 24
"""Lines of a message over several series; a message has 30."""


def shared_out(notices: Sequence[Notice]) -> Iterator[Sequence[Notice]]:
    """Yield the notices of each message: one, or if there are many, as many as fit."""
    if len(notices) <= MOST_ALONE:
        yield from ([notice] for notice in notices)
        return
    group: list[Notice] = []
    for notice in notices:
        if group and sum(len(each.lines) + 1 for each in [*group, notice]) > _MOST_LINES:
            yield group
            group = []
        group.append(notice)
    yield group


def about_figures(notices: Sequence[Notice], settings: NotifySettings) -> Message:
    """Build the message about changes of one or more series.

    Args:
        notices: The changes, by series.
        settings: Says where the report is.
    """
    first = notices[0]
    role = first.series.role
    names = ", ".join(dict.fromkeys(notice.told[0].subject for notice in notices))
    alone = len(notices) == 1
    lines = [plain(line) for notice in notices for line in _lines(notice, None if alone else settings)]
    as_of = sorted({notice.as_of for notice in notices})
    source = rights.source_lines(notice.series.publisher for notice in notices)
    return Message(
        key=f"figures:{digest(_identities(notices))}",
        title=first.title if alone else f"{len(notices)} series changed: {names}",
        happened="\n".join([*lines, f"As of {_days([day.isoformat() for day in as_of])}. {source}."]),
        action=f"Nothing need be done. `jobtrends trend {role}` prints the series." if alone else
        "Nothing need be done. `jobtrends trend ROLE` prints a series.",
        severity="info",
        link=settings.role_page(role) if alone else settings.report,
    )  # fmt: skip


def _lines(notice: Notice, settings: NotifySettings | None) -> Iterator[str]:
    """Yield the sentences of a notice, and with settings its role's page."""
    yield from notice.lines
    if settings and (page := settings.role_page(notice.series.role)):
        yield page


def _identities(notices: Iterable[Notice]) -> Iterator[str]:
    for notice in notices:
        yield notice.entry.identity


def _days(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
