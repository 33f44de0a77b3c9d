"""Loggers for lines of a running step, shown by the command that started it."""

import logging

PROGRESS = logging.getLogger("jobtrends.progress")
"""Progress of a capture."""
NOTICE = logging.getLogger("jobtrends.notice")
"""Notices for the person who started the run."""
