"""Each cause that people can do something about comes with what to do."""

import pytest

from jobtrends_pipeline.notify.advice import advice_on


@pytest.mark.parametrize(
    ("errors", "cause", "kind"),
    [
        (["ArchiveFullError"], "a.warc: not written", "full_disk"),
        (["OSError"], "[Errno 28] No space left on device: '/data'", "full_disk"),
        (
            ["IOException"],
            'IO Error: Could not set lock on file "w.duckdb": Conflicting lock is held',
            "locked_warehouse",
        ),
        (["WatchlistError", "ScannerError"], "watchlist.yaml is not valid YAML", "watchlist"),
        (["SettingsError"], "settings.yaml, notfy: Extra inputs", "settings"),
        (["MissingContactError"], "no contact is set", "settings"),
        (["DeferredError"], "the host asks to wait 3600 s", "deferred"),
        (["UnreachableError"], "no answer", "unreachable"),
        (["ArchiveDamagedError"], "x.warc.gz is cut off", "damaged_archive"),
        (["Failure"], "facts of java were not stored: figures break their schema", "schema"),
        ([], "The command was killed; the next one takes up what it left.", "killed"),
        (["ZeroDivisionError"], "division by zero", "other"),
    ],
)
def test_a_cause_comes_with_what_to_do(errors: list[str], cause: str, kind: str) -> None:
    advice = advice_on(errors, cause)
    assert advice.kind == kind
    assert advice.words.endswith(".")
    assert "`jobtrends " in advice.words or advice.kind == "unreachable"
