"""What a turn of the pace costs beyond its pause, beside a bare file lock made, taken and freed.

Run `python -m jobtrends_pipeline_tests.benchmarks.pace [FOLDER]`; a temporary folder when none is given.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from jobtrends_pipeline.fetch.rate_limit import RateLimiter

TURNS = 1000


def main() -> None:
    """Print milliseconds per turn and per lock, and their ratio."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        clock = _Clock()
        pace = RateLimiter(folder, clock=clock.read, sleep=clock.pass_by)

        def turn() -> None:
            with pace.turn("www.example.org") as taken:
                taken.answered()

        def lock() -> None:
            with FileLock(folder / "bare.lock"):
                pass

        of_turn, of_lock = _milliseconds(turn), _milliseconds(lock)
    for name, (elapsed, processor) in {"turn": of_turn, "FileLock": of_lock}.items():
        sys.stdout.write(f"{name:<9} {elapsed:.3f} ms elapsed, {processor:.3f} ms of processor time\n")
    sys.stdout.write(f"a turn is {of_turn[1] / of_lock[1]:.1f} locks; the target is below 1 ms a request\n")


class _Clock:
    """A clock on which pauses take no time, so that only what surrounds them is measured."""

    def __init__(self) -> None:
        self._now = time.time()

    def read(self) -> float:
        return self._now

    def pass_by(self, seconds: float) -> None:
        self._now += seconds


def _milliseconds(work: Callable[[], None]) -> tuple[float, float]:
    """Elapsed and processor time of one call, each the best of five rounds."""
    elapsed, processor = [], []
    for _ in range(5):
        begun, used = time.perf_counter(), time.process_time()
        for _ in range(TURNS):
            work()
        elapsed.append((time.perf_counter() - begun) / TURNS * 1000)
        processor.append((time.process_time() - used) / TURNS * 1000)
    return min(elapsed), min(processor)


if __name__ == "__main__":
    main()
