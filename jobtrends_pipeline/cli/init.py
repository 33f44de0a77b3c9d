"""`jobtrends init`: start a data root with a commented watchlist and settings."""

import shlex
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths

_FILES = ("watchlist.yaml", "settings.yaml")


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder to write to; the data root by default.")
    ] = None,
) -> None:
    """Write a commented watchlist.yaml and settings.yaml, and print the next steps.

    Files that exist are kept as they are.

    \b
    Examples:
      jobtrends init
      jobtrends init ~/jobs
    """
    from jobtrends_pipeline.files import write_whole

    usual = DataPaths.load().data_dir
    chosen = folder.expanduser().resolve() if folder else usual
    if chosen.exists() and not chosen.is_dir():
        show.fail(f"{chosen} is a file: name a folder")
    for name in _FILES:
        if (chosen / name).exists():
            show.say(f"Kept       {chosen / name}")
            continue
        write_whole(chosen / name, resources.files(__package__).joinpath("starting", name).read_bytes())
        show.say(f"Written    {chosen / name}")
    if chosen != usual:
        show.say(f"First      export {DATA_DIR_VARIABLE}={shlex.quote(str(chosen))}")
    show.say(
        "Next       jobtrends ingest PATH    takes pages that you saved: HTML, text or WARC",
        "           jobtrends capture        asks the source for the roles listed, once settings.yaml has a contact",
        "           jobtrends ui             opens the Dagster web UI, which keeps the roles up to date by itself",
    )
