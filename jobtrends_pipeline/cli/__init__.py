"""The command line: thin, typed commands over the same jobs that the web UI runs. Heavy imports wait for a command."""

from jobtrends_pipeline.cli.main import app

__all__ = ["app"]
