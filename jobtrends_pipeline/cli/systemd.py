"""Text of the systemd user units that keep web UI, daemon and nodes running."""

import re
from collections.abc import Mapping
from pathlib import Path

from jobtrends_pipeline.config.paths import DataPaths

LAUNCHER = "jobtrends_pipeline.orchestration.serve"
HEAD_VARIABLE, RAY_PORT = "JOBTRENDS_RAY_HEAD", 6379
"""Variable that names the host of the head on the other machines, and its port."""
_UNIT = """\
# Written by `jobtrends service`, which writes it anew; yours to change with `systemctl --user edit {name}`.
[Unit]
Description={description}
StartLimitIntervalSec={limit_seconds}
StartLimitBurst=5

[Service]
Type=exec
ExecStart={command}
WorkingDirectory={folder}
{environment}
# Optional and yours: variables that no file of the project may contain, such as the password of a PostgreSQL.
EnvironmentFile=-{own_file}
Restart=always
RestartSec=10
# Runs in progress get time to end.
KillMode=control-group
TimeoutStopSec=90
UMask=0077
# Only what needs no namespaces, which not every machine allows a user.
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
{call_filter}
[Install]
WantedBy=default.target
"""
_CALL_FILTER = """\
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""
_RAY = {"RAY_AUTH_MODE": "token", "RAY_USAGE_STATS_ENABLED": 0}
"""Environment of what talks to the Ray cluster, which lets in only who has the token."""
_PLAIN = re.compile(r"[\w/.:=+,@-]+")


def own_environment(paths: DataPaths) -> Path:
    """Return the file in which a person may set environment variables of the units."""
    return paths.data_dir / "service.env"


def systemd_units(
    paths: DataPaths, python: str, host: str, port: int, *, is_cluster: bool = False
) -> Mapping[str, str]:
    """Return the text of each unit by file name.

    Args:
        paths: The data root they are for.
        python: Path of the interpreter that has the project installed.
        host: Address that the web UI listens on.
        port: Port of the web UI.
        is_cluster: Whether they start runs on a Ray cluster.
    """
    more = _RAY if is_cluster else {}
    return {
        "jobtrends-daemon.service": _unit(
            "jobtrends-daemon",
            "jobtrends: captures roles when they are due",
            paths,
            _command(python, "-m", LAUNCHER, "daemon"),
            more,
        ),
        "jobtrends-webserver.service": _unit(
            "jobtrends-webserver",
            f"jobtrends: Dagster web UI on http://{host}:{port}",
            paths,
            _command(python, "-m", LAUNCHER, "webserver", "-h", host, "-p", str(port)),
            more,
        ),
    }


def ray_units(paths: DataPaths, python: str) -> Mapping[str, str]:
    """Return the text of the units of a Ray cluster by file name.

    One is of the head, one of every other machine.
    They find `dagster` beside the interpreter, as a run is a job that calls it.

    Args:
        paths: The data root, at the same path on every machine.
        python: Path of the interpreter that has the project installed, the same on every machine.
    """
    environment = _RAY | {"PATH": f"{Path(python).parent}:/usr/local/bin:/usr/bin:/bin"}
    start = _command(python, "-m", "ray.scripts.scripts", "start", "--block")
    return {
        "jobtrends-ray-head.service": _unit(
            "jobtrends-ray-head",
            "jobtrends: head of the Ray cluster",
            paths,
            f"{start} --head --port={RAY_PORT}",
            environment,
            call_filter="",  # what work may call is not known here
        ),
        "jobtrends-ray-worker.service": _unit(
            "jobtrends-ray-worker",
            "jobtrends: machine of the Ray cluster",
            paths,
            f"{start} --address=${{{HEAD_VARIABLE}}}:{RAY_PORT}",
            environment,
            limit_seconds=0,  # the head may be away for longer
            call_filter="",
        ),
    }


def _unit(
    name: str,
    description: str,
    paths: DataPaths,
    command: str,
    more: Mapping[str, object] | None = None,
    limit_seconds: int = 600,
    call_filter: str = _CALL_FILTER,
) -> str:
    variables = {
        "JOBTRENDS_DATA_DIR": paths.data_dir,
        "DAGSTER_HOME": paths.dagster_home,
        "DAGSTER_DISABLE_TELEMETRY": 1,
        **(more or {}),
    }
    return _UNIT.format(
        name=name,
        description=description.replace("%", "%%"),
        command=command,
        folder=_literal(paths.data_dir),
        environment="\n".join(f"Environment={_quoted(f'{key}={value}')}" for key, value in variables.items()),
        own_file=_literal(own_environment(paths)),
        limit_seconds=limit_seconds,
        call_filter=call_filter,
    )


def _command(*words: str) -> str:
    """Quote the words of a command for a line that systemd splits and expands."""
    return " ".join(_quoted(word).replace("$", "$$") for word in words)


def _quoted(word: str) -> str:
    """Quote a word for a line that systemd splits at blanks."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


def _literal(path: Path) -> str:
    """Escape a path that is the whole value of its line."""
    return str(path).replace("%", "%%")
