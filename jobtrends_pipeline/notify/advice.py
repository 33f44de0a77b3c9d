"""What to do about a run that failed, from the kinds of its errors and its cause in one line."""

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a cause.

    Attributes:
        kind: Name of the cause.
        words: What to do, in one line.
        is_of_machine: Whether every run of the data root fails of it, so that one message says it for all.
    """

    kind: str
    words: str
    is_of_machine: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    advice: Advice
    errors: frozenset[str] = frozenset()
    pattern: str = r"(?!)"

    def fits(self, errors: Collection[str], cause: str) -> bool:
        return bool(self.errors & set(errors)) or re.search(self.pattern, cause, re.IGNORECASE) is not None


def advice_on(errors: Collection[str], cause: str) -> Advice:
    """What to do.

    Args:
        errors: Names of the classes of the errors, causes included.
        cause: The cause in one line.
    """
    return next((rule.advice for rule in _RULES if rule.fits(errors, cause)), OTHER)


OTHER = Advice("other", "Open the run in `jobtrends ui`; when its cause is mended, run `jobtrends refresh`.")
_RULES = (
    _Rule(
        Advice(
            "full_disk",
            "Make room on the disk of the data root (`jobtrends doctor` says how much is free), then run the same "
            "command or `jobtrends refresh`; what was captured is kept.",
            is_of_machine=True,
        ),
        frozenset({"ArchiveFullError", "WarehouseFullError"}),
        r"no space left on device|disk quota exceeded|disk is full",
    ),
    _Rule(
        Advice(
            "locked_warehouse",
            "Close the program that has warehouse/working.duckdb open (read warehouse/jobtrends.duckdb instead, "
            "which blocks nobody), then run `jobtrends refresh`.",
            is_of_machine=True,
        ),
        frozenset({"WarehouseLockedError"}),
        r"could not set lock on file|conflicting lock is held",
    ),
    _Rule(
        Advice(
            "warehouse_to_renew",
            "Run `jobtrends refresh`, which makes the warehouse anew from the archive.",
            is_of_machine=True,
        ),
        frozenset({"WarehouseDamagedError", "EarlierVersionError"}),
    ),
    _Rule(
        Advice(
            "warehouse_refused",
            "Install the version of jobtrends that made the warehouse, or see to the file's permissions.",
            is_of_machine=True,
        ),
        frozenset({"LaterVersionError", "WarehouseDeniedError"}),
    ),
    _Rule(
        Advice(
            "watchlist",
            "Correct watchlist.yaml at the place named; `jobtrends doctor` says whether it can be read. Then run "
            "`jobtrends refresh`.",
            is_of_machine=True,
        ),
        frozenset({"WatchlistError"}),
    ),
    _Rule(
        Advice(
            "settings",
            "Correct settings.yaml at the place named; `jobtrends doctor` says whether it can be read. Then run the "
            "same command.",
            is_of_machine=True,
        ),
        frozenset({"SettingsError", "MissingContactError"}),
    ),
    _Rule(
        Advice(
            "deferred",
            "Nothing now: the host asks to wait, and is not asked earlier. `jobtrends doctor` says until when; run "
            "the same command after that.",
            is_of_machine=True,
        ),
        frozenset({"DeferredError"}),
    ),
    _Rule(
        Advice(
            "unreachable",
            "See whether this machine reaches the network and the host; then run the same command, it goes on where "
            "it was.",
            is_of_machine=True,
        ),
        frozenset({"UnreachableError", "NoConnectionError", "OffLineError", "ArchiveFailedError"}),
    ),
    _Rule(
        Advice(
            "damaged_archive",
            "Run `jobtrends archive verify`, which names the damaged files, and restore them from a copy.",
            is_of_machine=True,
        ),
        frozenset({"ArchiveDamagedError"}),
    ),
    _Rule(
        Advice(
            "schema",
            "Nothing is lost, the facts stay as they were. The failed checks list the rows (`jobtrends ui`); see "
            "whether the source changed its pages (`jobtrends archive list`, `jobtrends archive show ID --body`).",
        ),
        pattern=r"figures break their schema",
    ),
    _Rule(
        Advice(
            "dropped_role",
            "The role left watchlist.yaml while its run waited, and its partition with it: put it back there if it is "
            "to be followed, then start the run again; what is held of it is kept.",
        ),
        pattern=r"nonexistent partition keys",
    ),
    _Rule(
        Advice(
            "killed",
            "Run `jobtrends refresh`: it takes up what the run left. If it happens again, see whether the machine "
            "runs out of memory.",
        ),
        pattern=r"was killed|unexpectedly terminated|unexpected termination|run worker",
    ),
)  # first that fits
