"""Text of the systemd user units that keep web UI and daemon running."""

import re
from collections.abc import Mapping
from pathlib import Path

from jobtrends_pipeline.config.paths import DataPaths

LAUNCHER = "jobtrends_pipeline.orchestration.serve"
_UNIT = """\
# Written by `jobtrends service`, which writes it anew; yours to change with `systemctl --user edit {name}`.
[Unit]
Description={description}
StartLimitIntervalSec=600
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
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=default.target
"""
_PLAIN = re.compile(r"[\w/.:=+,@-]+")


def own_environment(paths: DataPaths) -> Path:
    """Return the file in which a person may set environment variables of the units."""
    return paths.data_dir / "service.env"


def systemd_units(paths: DataPaths, python: str, host: str, port: int) -> Mapping[str, str]:
    """Return the text of each unit by file name.

    Args:
        paths: The data root they are for.
        python: Path of the interpreter that has the project installed.
        host: Address that the web UI listens on.
        port: Port of the web UI.
    """
    return {
        "jobtrends-daemon.service": _unit(
            "jobtrends-daemon",
            "jobtrends: captures roles when they are due",
            paths,
            [python, "-m", LAUNCHER, "daemon"],
        ),
        "jobtrends-webserver.service": _unit(
            "jobtrends-webserver",
            f"jobtrends: Dagster web UI on http://{host}:{port}",
            paths,
            [python, "-m", LAUNCHER, "webserver", "-h", host, "-p", str(port)],
        ),
    }


def _unit(name: str, description: str, paths: DataPaths, command: list[str]) -> str:
    variables = {
        "JOBTRENDS_DATA_DIR": paths.data_dir,
        "DAGSTER_HOME": paths.dagster_home,
        "DAGSTER_DISABLE_TELEMETRY": 1,
    }
    return _UNIT.format(
        name=name,
        description=description.replace("%", "%%"),
        command=" ".join(_quoted(word).replace("$", "$$") for word in command),
        folder=_literal(paths.data_dir),
        environment="\n".join(f"Environment={_quoted(f'{key}={value}')}" for key, value in variables.items()),
        own_file=_literal(own_environment(paths)),
    )


def _quoted(word: str) -> str:
    """Quote a word for a line that systemd splits at blanks."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


def _literal(path: Path) -> str:
    """Escape a path that is the whole value of its line."""
    return str(path).replace("%", "%%")
