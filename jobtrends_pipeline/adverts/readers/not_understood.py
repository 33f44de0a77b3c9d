"""Error of a value that a field cannot have; it ends as a finding."""

from jobtrends_pipeline.base.errors import JobtrendsError


class NotUnderstoodError(JobtrendsError, ValueError):
    """A value that is not what its field holds; the message completes "the value ...".

    It never leaves the readers.
    """
