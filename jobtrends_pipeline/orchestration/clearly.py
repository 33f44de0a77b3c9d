"""Conversion of known errors to a one-line Dagster Failure with a remedy.

All other errors pass unchanged.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from jobtrends_pipeline.base.errors import Cause, find_cause


@contextmanager
def known_errors_as_failures() -> Iterator[None]:
    """Run the body of a step; its effects before a failure are not undone.

    Raises:
        dagster.Failure: for a known cause, such as a full disk, a locked warehouse or unreadable settings. Dagster does
            not retry the step, as it would fail again until a person has acted.
    """
    try:
        yield
    except dg.Failure:
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        cause = find_cause([kind.__name__ for kind in type(error).__mro__], text)
        if cause is Cause.OTHER:
            raise
        raise dg.Failure(f"{text.rstrip('.')}. {cause.remedy}", allow_retries=False) from error
