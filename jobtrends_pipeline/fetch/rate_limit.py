"""Rate limiter per host, shared by all processes of the machine.

It allows one request to a host at a time, and a pause after each.
"""

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from jobtrends_pipeline.base import clock as system
from jobtrends_pipeline.fetch.response import DeferredError
from jobtrends_pipeline.fetch.retry_after import LATEST, asked_until, pause

SECONDS = 3.0
"""Pause between the end of one request to a host and the start of the next, in seconds."""
LONGEST_WAIT = 60.0
"""Maximum wait before deferring, in seconds: for a host that asked to wait, or for requests of other processes."""
LONGEST_SILENCE = timedelta(hours=1)
"""Longest pause after a host that did not respond: the failure may end at any time, and may not be the host's wish."""
_POLL = 0.02
_MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class _State:
    """Stored state of a host, in seconds since 1970; 0 for what never happened.

    Attributes:
        asked_at: When the last request to it began, or ended.
        not_before: When it may be asked again.
        refused_at: When it asked for a wait; a time in the future shows that the clock was set back since.
        refusals: Number of refusals in a row.
        failures: Number of requests in a row without a whole response.
    """

    asked_at: float = 0.0
    not_before: float = 0.0
    refused_at: float = 0.0
    refusals: int = 0
    failures: int = 0


class Permit:
    """Permit for one request to a host, which records how the host responded."""

    def __init__(self, state: _State, clock: Callable[[], float]) -> None:
        self.state = state
        self._clock = clock

    def refused(self, retry_after: str | None) -> datetime:
        """Record that the host asks for a later request; every process obeys.

        Args:
            retry_after: The host's Retry-After field; without a usable time in it the pause grows with each refusal.

        Returns:
            When the host may be asked again, UTC.
        """
        now = self._clock()
        return self._wait_until(
            asked_until(retry_after, _to_datetime(now)) or _to_datetime(now) + pause(self.state.refusals)
        )

    def failed(self) -> int:
        """Record that no whole response arrived.

        Returns:
            Number of failures in a row, of all processes.
        """
        self.state = replace(self.state, failures=min(self.state.failures + 1, _MOST_COUNTED))
        return self.state.failures

    def left_alone(self) -> datetime:
        """Pause requests to a host that does not respond.

        Returns:
            When the host may be asked again, UTC; the pause grows with each time in a row, up to an hour.
        """
        return self._wait_until(_to_datetime(self._clock()) + min(pause(self.state.refusals), LONGEST_SILENCE))

    def answered(self) -> None:
        """Record a response: reset the counts of refusals and failures in a row."""
        self.state = replace(self.state, refusals=0, failures=0)

    def _wait_until(self, until: datetime) -> datetime:
        not_before = max(until.timestamp(), self.state.not_before)
        refusals = min(self.state.refusals + 1, _MOST_COUNTED)
        self.state = replace(self.state, not_before=not_before, refused_at=self._clock(), refusals=refusals)
        return _to_datetime(not_before)


class RateLimiter:
    """Permits for requests to hosts, kept in a folder: a state file and lock per host.

    The lock is kept during a request, so that this machine never has two requests to a host at once; the system
    releases it when its process dies. No stored state delays a permit by more than the pause, or by more than
    `longest_wait` where the host asked for a wait. The process that asked last waits a fiftieth of a second longer, so
    that others get their permit.

    Args:
        folder: Folder of the files, created if missing. Processes that share it share the rate limit.
        seconds: Pause after each request to a host.
        longest_wait: Maximum wait in seconds for other processes, and for a host that asked for a wait.
        clock: Returns seconds since 1970, the same for all processes.
        sleep: Waits for a number of seconds of that clock.
    """

    def __init__(
        self,
        folder: Path,
        seconds: float = SECONDS,
        *,
        longest_wait: float = LONGEST_WAIT,
        clock: Callable[[], float] = system.seconds,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._seconds = seconds
        self._longest_wait = longest_wait
        self._clock = clock
        self._sleep = sleep
        self._files: dict[str, tuple[Path, FileLock]] = {}
        self._own: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, least_seconds: float = 0.0) -> Iterator[Permit]:
        """Wait for a permit to ask a host, and keep it for the `with` block.

        Args:
            host: Host name; all its ports share one permit.
            least_seconds: Pause in seconds that the host asks for; the longer of this and the limiter's own applies.

        Yields:
            The permit.

        Raises:
            DeferredError: if the host asked for a longer wait, or other processes keep the permit too long.
        """
        file, lock = self._file_and_lock(host)
        state = self._wait(host, file, lock, max(self._seconds, least_seconds))
        try:
            turn = Permit(replace(state, asked_at=self._clock()), self._clock)
            _write(file, turn.state)
            try:
                yield turn
            finally:
                ended = replace(turn.state, asked_at=self._clock())
                _write(file, ended)
                self._own[host] = ended.asked_at
        finally:
            lock.release()

    def _file_and_lock(self, host: str) -> tuple[Path, FileLock]:
        """Return the state file of a host and its lock; created once per object."""
        if host not in self._files:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / f"{quote(host, safe='')}.json"
            self._files[host] = file, FileLock(f"{file}.lock")
        return self._files[host]

    def _wait(self, host: str, file: Path, lock: FileLock, seconds: float) -> _State:
        """Wait until the host may be asked and its lock is acquired.

        The lock is released while sleeping, so that other processes get their permit.
        """
        patience = self._longest_wait + seconds
        while True:
            try:
                lock.acquire(self._longest_wait, poll_interval=_POLL)
            except Timeout:
                raise self._busy(host) from None
            try:
                state, wait = self._read_state(host, file, seconds)
            except BaseException:
                lock.release()
                raise
            if wait <= 0:
                return state
            lock.release()
            patience -= wait
            if patience < 0:
                raise self._busy(host)
            self._sleep(wait + (_POLL if state.asked_at == self._own.get(host) else 0))

    def _read_state(self, host: str, file: Path, seconds: float) -> tuple[_State, float]:
        """Read the state of a host and compute the wait.

        Returns:
            The state, and the seconds to wait; 0 or less if the host may be asked now.

        Raises:
            DeferredError: if the host asked for a wait longer than `longest_wait`.
        """
        now = self._clock()
        stored = _read(file)
        state = _State(asked_at=now) if stored is None else _without_future_times(stored, now)
        if state != stored:
            _write(file, state)
        if state.not_before - now > self._longest_wait:
            until = _to_datetime(state.not_before)
            message = f"{host} asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC (to ask it anyway, delete {file})"
            raise DeferredError(message, until)
        return state, max(state.asked_at + seconds, state.not_before) - now

    def _busy(self, host: str) -> DeferredError:
        message = f"{host} is being asked by other processes of this machine; no turn within {self._longest_wait:g} s"
        return DeferredError(message, _to_datetime(self._clock() + self._longest_wait))


def _read(file: Path) -> _State | None:
    """Read the state from a file.

    Returns:
        The state, empty if there is no file; None if the file's content is invalid.
    """
    try:
        state = _State(**json.loads(file.read_bytes()))
        moments = (state.asked_at, state.not_before, state.refused_at)
        is_sensible = all(isinstance(count, int) for count in (state.refusals, state.failures)) and all(
            0 <= moment <= LATEST.timestamp() and math.isfinite(moment) for moment in moments
        )
    except FileNotFoundError:
        return _State()
    except (ValueError, TypeError, RecursionError):
        return None
    return state if is_sensible else None


def _without_future_times(state: _State, now: float) -> _State:
    """Return the state without future times, after the clock was set back.

    A pause that was running keeps its remaining length.
    """
    if state.refused_at > now:
        state = replace(state, not_before=state.not_before - (state.refused_at - now), refused_at=now)
    return replace(state, asked_at=min(state.asked_at, now))


def _write(file: Path, state: _State) -> None:
    """Replace the state file atomically.

    It is not synced: a pause lost in a power cut does no harm.
    """
    temporary = Path(f"{file}.tmp")
    temporary.write_bytes(json.dumps(asdict(state)).encode())
    temporary.replace(file)


def _to_datetime(seconds: float) -> datetime:
    return datetime.fromtimestamp(min(seconds, LATEST.timestamp()), UTC)
