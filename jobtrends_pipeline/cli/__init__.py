"""The command line: typed commands, which run Dagster jobs of their own or read files. Heavy imports wait for one."""

from jobtrends_pipeline.cli.main import app

__all__ = ["app"]
