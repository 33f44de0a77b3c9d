"""How often a host is asked: one request at a time and a pause after each, for all processes of the machine."""

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

from jobtrends_pipeline import clock as system
from jobtrends_pipeline.fetch.response import DeferredError
from jobtrends_pipeline.fetch.retry_after import LATEST, asked_until, pause

SECONDS = 3.0
"""Pause between the end of one request to a host and the begin of the next."""
LONGEST_WAIT = 60.0
"""Seconds that a host's wish to wait, or other processes' requests to it, are waited for before deferring."""
LONGEST_SILENCE = timedelta(hours=1)
"""Longest pause after a host that did not answer: that may be over at any time, and may be no wish of the host's."""
_POLL = 0.02
_MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of a host, in seconds since 1970; zero for what never was.

    Attributes:
        asked_at: When the last request to it began, or ended.
        not_before: When it may be asked again.
        refused_at: When it said so: a later moment than now shows that the clock was set back since.
        refusals: How many refusals came in a row.
        failures: How many requests in a row got no whole answer.
    """

    asked_at: float = 0.0
    not_before: float = 0.0
    refused_at: float = 0.0
    refusals: int = 0
    failures: int = 0


class Permit:
    """The right to send one request to a host now; says how the host took it."""

    def __init__(self, state: _State, clock: Callable[[], float]) -> None:
        self.state = state
        self._clock = clock

    def refused(self, retry_after: str | None) -> datetime:
        """Note that the host asks to come back later; every process keeps to it.

        Args:
            retry_after: Its Retry-After field; where that names no moment, the pause grows with each refusal.

        Returns:
            When the host may be asked again, UTC.
        """
        now = self._clock()
        return self._wait_until(asked_until(retry_after, _moment(now)) or _moment(now) + pause(self.state.refusals))

    def failed(self) -> int:
        """Note that no whole answer came; gives how often in a row, whatever process asked."""
        self.state = replace(self.state, failures=min(self.state.failures + 1, _MOST_COUNTED))
        return self.state.failures

    def left_alone(self) -> datetime:
        """Leave a host that does not answer alone for a while, as one that asks to come back later.

        Returns:
            When the host may be asked again, UTC; the pause grows with each time in a row, to an hour.
        """
        return self._wait_until(_moment(self._clock()) + min(pause(self.state.refusals), LONGEST_SILENCE))

    def answered(self) -> None:
        """Note that the host answered: refusals and failures in a row begin anew."""
        self.state = replace(self.state, refusals=0, failures=0)

    def _wait_until(self, until: datetime) -> datetime:
        not_before = max(until.timestamp(), self.state.not_before)
        refusals = min(self.state.refusals + 1, _MOST_COUNTED)
        self.state = replace(self.state, not_before=not_before, refused_at=self._clock(), refusals=refusals)
        return _moment(not_before)


class RateLimiter:
    """Turns to ask hosts, kept in one folder: a small file per host, and a lock beside it.

    The lock is held while a host is asked, so it never has two requests at once from this machine; the system frees
    it when its holder dies. Nothing stored makes a turn wait longer than the pause, or than `longest_wait` where
    the host asked for a wait. Who asked last gives way to others that wait, for a fiftieth of a second.

    Args:
        folder: Where the files are; made when missing. Processes that share it share the pace.
        seconds: Pause after each request to a host.
        longest_wait: Seconds to wait at most for another process, and at most for a host that asked to wait.
        clock: Seconds since 1970, the same for all processes.
        sleep: Waits for some seconds of that clock.
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
        """Wait for the host's turn, and hold it while the block asks.

        Args:
            host: The host, whatever its port.
            least_seconds: A pause that the host asks for, where it is longer than the own one.

        Raises:
            DeferredError: if the host asked for a longer wait, or other processes leave no turn.
        """
        file, lock = self._kept(host)
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

    def _kept(self, host: str) -> tuple[Path, FileLock]:
        """The file of a host and its lock, made once."""
        if host not in self._files:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / f"{quote(host, safe='')}.json"
            self._files[host] = file, FileLock(f"{file}.lock")
        return self._files[host]

    def _wait(self, host: str, file: Path, lock: FileLock, seconds: float) -> _State:
        """Sleep until the host may be asked and the lock is held; without the lock, so that others get their turn."""
        patience = self._longest_wait + seconds
        while True:
            try:
                lock.acquire(self._longest_wait, poll_interval=_POLL)
            except Timeout:
                raise self._busy(host) from None
            try:
                state, wait = self._look(host, file, seconds)
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

    def _look(self, host: str, file: Path, seconds: float) -> tuple[_State, float]:
        """What is known of the host, and how many seconds to wait."""
        now = self._clock()
        known = _read(file)
        state = _State(asked_at=now) if known is None else _settled(known, now)
        if state != known:
            _write(file, state)
        if state.not_before - now > self._longest_wait:
            until = _moment(state.not_before)
            message = f"{host} asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC (to ask it anyway, delete {file})"
            raise DeferredError(message, until)
        return state, max(state.asked_at + seconds, state.not_before) - now

    def _busy(self, host: str) -> DeferredError:
        message = f"{host} is being asked by other processes of this machine; no turn within {self._longest_wait:g} s"
        return DeferredError(message, _moment(self._clock() + self._longest_wait))


def _read(file: Path) -> _State | None:
    """What the file says; null when it says nothing sensible."""
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


def _settled(state: _State, now: float) -> _State:
    """The state without moments that have not come yet: after the clock was set back, what lasted still lasts."""
    if state.refused_at > now:
        state = replace(state, not_before=state.not_before - (state.refused_at - now), refused_at=now)
    return replace(state, asked_at=min(state.asked_at, now))


def _write(file: Path, state: _State) -> None:
    """Replace the file whole; not synced, since after a power cut a lost pause costs nothing."""
    temporary = Path(f"{file}.tmp")
    temporary.write_bytes(json.dumps(asdict(state)).encode())
    temporary.replace(file)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(min(seconds, LATEST.timestamp()), UTC)
