"""Engines: where pieces of work run.

In this process, in processes of this machine, or on a Ray cluster.

Work is a top-level function of one small item, mostly names of what is to be read, and returns counts and names. It
changes nothing but files that it writes whole under names of its own, so that it may be lost and run again.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from jobtrends_pipeline.base.errors import Cause, JobtrendsError

T = TypeVar("T")
R = TypeVar("R")

_RETRIES = 3
"""How often a cluster runs an item again whose worker or machine was lost."""
_AHEAD = 4
"""Items that are started ahead of the one waited for, per worker."""


class EngineError(JobtrendsError):
    """The engine cannot be used, or lost its workers; one line with what to do."""

    cause = Cause.ENGINE


class Engine(Protocol):
    """Runs a function on many items."""

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Run the function on each item, and yield the results in the order of the items.

        Args:
            work: A function that other processes can import, without effects but whole files.
            items: What it is called with.

        Raises:
            EngineError: if the engine cannot be reached, or a worker was lost for good.
        """
        ...


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes of this machine.

    Attributes:
        workers: Number of processes; with one, or one item, the work runs in this process.
    """

    workers: int

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Run the function on each item; see `Engine`.

        Raises:
            EngineError: if a process was killed.
        """
        workers = min(self.workers, len(items))
        if workers <= 1:
            yield from map(work, items)
            return
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            try:
                yield from _in_order(lambda item: pool.submit(work, item), Future.result, items, workers)
            except BrokenProcessPool:
                raise EngineError(
                    "a process of the engine was killed, perhaps as the memory of this machine ran out: run the same "
                    "command again, what is done stays done; fewer `workers` in settings.yaml need less memory"
                ) from None
            finally:
                pool.shutdown(cancel_futures=True)


IN_PROCESS = LocalEngine(1)
"""Runs work in this process, item by item as the results are asked for."""


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Tasks on a Ray cluster whose machines have this version of the project.

    Attributes:
        address: The cluster: `auto`, `host:6379` or `ray://host:10001`.
    """

    address: str

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Run the function on each item; see `Engine`.

        A task whose worker or machine is lost runs again elsewhere.

        Raises:
            EngineError: if the cluster cannot be reached, or an item lost its worker too often.
        """
        with _connected(self.address) as ray:
            task = ray.remote(max_retries=_RETRIES)(_call)
            workers = int(ray.cluster_resources().get("CPU", 1))
            try:
                yield from _in_order(lambda item: task.remote(work, item), ray.get, items, workers)
            except ray.exceptions.RayTaskError as error:
                raise error.cause from None
            except ray.exceptions.RayError as error:
                raise EngineError(
                    f"the Ray cluster at {self.address} lost the work ({_line(error)}): run the same command again, "
                    "what is done stays done; `ray status` shows the machines"
                ) from None


def build_engine(kind: str, *, workers: int | None = None, address: str | None = None) -> Engine:
    """Build an engine of a kind.

    Args:
        kind: `local` or `ray`.
        workers: Number of local processes; all cores when null.
        address: Address of the Ray cluster; `auto` when null.
    """
    return RayEngine(address or "auto") if kind == "ray" else LocalEngine(workers or os.cpu_count() or 1)


def _in_order(submit: Callable[[T], Any], result: Callable[[Any], R], items: Sequence[T], workers: int) -> Iterator[R]:
    """Yield the results in the order of the items, with some items in work ahead."""
    rest = iter(items)
    started = deque(map(submit, islice(rest, workers * _AHEAD)))
    while started:
        yield result(started.popleft())
        started.extend(map(submit, islice(rest, 1)))


def _call(work: Callable[[T], R], item: T) -> R:
    return work(item)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Connect this process to a cluster for the length of the block.

    It stays connected if it was before.
    """
    try:
        import ray  # noqa: PLC0415  # an extra
    except ModuleNotFoundError:
        raise EngineError(
            "work cannot run on Ray, its package is not installed: pip install 'jobtrends_pipeline[cluster]'"
        ) from None
    if ray.is_initialized():
        yield ray
        return
    try:
        ray.init(address=address, log_to_driver=False, configure_logging=False)
    except Exception as error:  # noqa: BLE001  # ray raises what its parts raise
        raise EngineError(
            f"no Ray cluster answers at {address} ({_line(error)}): `ray start --head` starts one; `jobtrends doctor` "
            "says what is missing"
        ) from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
