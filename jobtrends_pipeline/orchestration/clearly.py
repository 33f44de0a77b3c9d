"""Known causes of failure, said by a step in one line with what to do; every other error passes as it is."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from jobtrends_pipeline.errors import Cause, find_cause


@contextmanager
def known_errors_as_failures() -> Iterator[None]:
    """Run a step's body; nothing that it did before it failed is undone.

    Raises:
        dagster.Failure: for a cause that is known: a full disk, a locked warehouse, settings that cannot be read and
            the like. Dagster does not try the step again, since it would fail again until a person did what it says.
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
