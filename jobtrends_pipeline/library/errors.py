"""Errors of questions that the published warehouse cannot answer."""

from jobtrends_pipeline.base.errors import JobtrendsError


class NotHeldError(JobtrendsError, LookupError):
    """Something asked for is not held; one line that names what is held or near."""


class QuestionError(JobtrendsError, ValueError):
    """An argument that cannot be understood; one line that says how to write it."""
