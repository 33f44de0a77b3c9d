"""`jobtrends charts`: chart images held, and how the reader interpreted one."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

OUTCOME_WORDS = {"read": "read", "pending": "to be read", "unknown_layout": "wait for a layout", "refused": "refused"}
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one object per line.")]

charts = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@charts.callback()
def list_charts(context: typer.Context, *, as_json_text: _Json = False) -> None:
    """List the chart images held: how many are read, wait for a layout or are refused.

    A row per outcome, kind of chart and layout; an unknown layout is named by its key. Each row ends with the id of its
    latest image, which `jobtrends charts explain` takes, and why that one is not read.

    \b
    Examples:
      jobtrends charts
      jobtrends charts explain demand.webp
    """
    if context.invoked_subcommand is not None:
        return
    from jobtrends_pipeline.trends.chart_images import read_chart_groups
    from jobtrends_pipeline.warehouse.published import reading

    with reading(DataPaths.load().published_file) as connection:
        groups = read_chart_groups(connection)
    if as_json_text:
        for group in groups:
            show.say_json(group)
        return
    if not groups:
        show.say("No chart image is held: `jobtrends capture --charts` captures those of each page.")
        return
    heads = ("outcome", "kind", "layout or key", "images", "roles", "latest", "capture id", "why not read")
    lines = [
        (
            OUTCOME_WORDS[group["outcome"]], group["chart_kind"], group["layout"] or "–",
            show.number(group["image_count"]), show.number(group["role_count"]), group["latest_capture"],
            group["latest_capture_id"][:12], group["latest_reason"] if group["outcome"] != "read" else None,
        )
        for group in groups
    ]  # fmt: skip
    show.table(heads, lines, numeric=(3, 4))


@charts.command()
def explain(
    image: Annotated[
        str, typer.Argument(metavar="FILE", help="An image file; or the id of a captured one, or its first characters.")
    ],
    *,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Explain how a chart image is read, and what is missing for reading it.

    Prints outcome and reason, layout, colours, frame, labels, and for labels with an unknown character the bitmap to
    declare. Exits with 1 if the image is not read.

    \b
    Examples:
      jobtrends charts explain demand.webp
      jobtrends charts explain 3f2a
    """
    content = _content(image)
    from jobtrends_pipeline.charts.explain import explain_chart

    explained = explain_chart(content)
    if as_json_text:
        show.say_json(asdict(explained))
    else:
        show.say(*explained.lines())
    if explained.outcome != "read":
        raise typer.Exit(1)


def _content(image: str) -> bytes:
    """Return the bytes of a file or of a capture; end the command if there is neither."""
    from jobtrends_pipeline.charts.container import LARGEST_FILE

    path = Path(image)
    if path.is_file():
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            show.fail(f"{image} has more than {show.number(LARGEST_FILE)} bytes, more than any chart")
        return content
    if image and path.exists():
        show.fail(f"{image} is no file: name one image")
    return _captured(image)


def _captured(capture_id: str) -> bytes:
    from jobtrends_pipeline.archive.archive import Archive

    archive = Archive(DataPaths.load().archive_dir)
    matching = [copies for name, copies in archive.copies().items() if name.startswith(capture_id)]
    if len(matching) != 1 or not capture_id:
        what = f"the beginning of {len(matching)} captures" if matching else "no file, and no capture's id begins so"
        show.fail(f"{capture_id!r} is {what}: `jobtrends charts` names one of each kind")
    return archive.read_any(matching[0]).body
