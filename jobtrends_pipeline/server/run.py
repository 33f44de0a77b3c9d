"""Running of the server in this process, until it is asked to stop."""

import ipaddress
import signal
import socket
from collections.abc import Callable, Sequence
from types import FrameType

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.server.guard import LOOPBACK_NAMES

INSTALL = "pip install 'jobtrends_pipeline[serve]'"
_CONNECTIONS, _BACKLOG = 200, 128
_KEPT_SECONDS, _ENDING_SECONDS = 5, 5


class CannotServeError(JobtrendsError):
    """The server cannot begin; one line with the reason and what to do."""


class _StoppedError(Exception):
    pass


def serve(paths: DataPaths, host: str, port: int, names: Sequence[str], tell: Callable[[str], None]) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        paths: The data root.
        host: Address to listen on, or a name of one.
        port: Port; 0 for one that is free.
        names: Further names of this host that requests may ask for.
        tell: Called once with the address, when the port is open.

    Returns:
        0, or 128 plus the number of the signal.

    Raises:
        CannotServeError: if a package is missing, or the port cannot be opened.
    """
    try:
        import uvicorn  # noqa: PLC0415  # of an extra

        from jobtrends_pipeline.server.app import build_app  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise CannotServeError(f"the server's packages are not installed ({error.name}): {INSTALL}") from error
    is_remote = not is_loopback(host)
    app = build_app(paths, {*LOOPBACK_NAMES, host.lower(), *map(str.lower, names)}, takes_addresses=is_remote)
    with _listening(host, port) as listener:
        address, number = listener.getsockname()[:2]
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="none", http="h11",
            proxy_headers=False, limit_concurrency=_CONNECTIONS, timeout_keep_alive=_KEPT_SECONDS,
            timeout_graceful_shutdown=_ENDING_SECONDS,
        )  # fmt: skip
        tell(f"http://{f'[{address}]' if ':' in address else address}:{number}")
        stopped: list[int] = []

        def stop(number: int, _frame: FrameType | None) -> None:
            stopped.append(number)
            raise _StoppedError

        before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except _StoppedError:
            return 128 + stopped[0]
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
    return 0


def is_loopback(host: str) -> bool:
    """Return whether a name or address leads to this machine alone.

    Raises:
        CannotServeError: if it leads nowhere.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise CannotServeError(f"--host {host!r} is no address of this machine: {error.strerror}") from error
    return all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CannotServeError(
            f"port {port} of {host} cannot be opened ({error.strerror}): stop what has it, or name another by --port"
        ) from error
