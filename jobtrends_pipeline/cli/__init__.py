"""Command line: typed commands that run Dagster jobs in-process or read files.

Heavy libraries are imported only by the command that needs them.
"""

from jobtrends_pipeline.cli.main import app

__all__ = ["app"]
