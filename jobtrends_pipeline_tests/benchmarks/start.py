"""What it costs to begin: loading the definitions beside `import dagster`, the library, and the short commands.

Run `python -m jobtrends_pipeline_tests.benchmarks.start`. Byte code is written before the first round, and the commands
read the warehouse of the sample archive. Medians of several rounds, one of each side in turn.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE
from jobtrends_pipeline_tests.support.command import COMMAND

ROUNDS = 7
GOAL_RATIO = 1.5
SAMPLE = Path(__file__).parents[2] / "data" / "sample"
DAGSTER = "import dagster"
DEFINITIONS = "from jobtrends_pipeline.definitions import defs; defs()"
PANDAS = "import pandas"
PANDAS_AND_DUCKDB = "import pandas, duckdb"
PAY = "import jobtrends_pipeline as jt; jt.open().pay('java')"
PAY_AS_OF = "import jobtrends_pipeline as jt; jt.open().pay('java', as_of='2026-03-01')"
MOST_PAY_SECONDS = 0.5
COMMANDS = {
    ("--help",): 0.25,
    ("trend", "java"): 1.0,
    ("compare", "java", "backend-developer"): 1.0,
    ("skills", "backend-developer"): 1.0,
    ("roles",): 1.0,
}
"""Commands that only read, with the most processor time wanted, seconds."""


def main() -> None:
    """Print seconds of processor time, beside what is wanted."""
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {DATA_DIR_VARIABLE: f"{name}/data", "PYTHONPYCACHEPREFIX": f"{name}/compiled"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _processor_seconds([str(COMMAND), "ingest", str(SAMPLE)], environment)
        imports = _medians([(sys.executable, "-c", code) for code in (DAGSTER, DEFINITIONS, PANDAS)], environment)
        library = _medians([(sys.executable, "-c", code) for code in (PANDAS_AND_DUCKDB, PAY, PAY_AS_OF)], environment)
        commands = _medians([(str(COMMAND), *arguments) for arguments in COMMANDS], environment)
    dagster, definitions, pandas = imports
    sys.stdout.write(f"{DAGSTER:<40} {dagster:5.2f} s\n{'loading the definitions':<40} {definitions:5.2f} s, ")
    sys.stdout.write(f"{definitions / dagster:.2f} times that, at most {GOAL_RATIO}\n{PANDAS:<40} {pandas:5.2f} s\n")
    for name, seconds in zip((PANDAS_AND_DUCKDB, "open and pay", "open and pay, as of a day"), library, strict=True):
        sys.stdout.write(f"{name:<40} {seconds:5.2f} s, at most {MOST_PAY_SECONDS}\n")
    for (arguments, most), seconds in zip(COMMANDS.items(), commands, strict=True):
        sys.stdout.write(f"{' '.join(('jobtrends', *arguments)):<40} {seconds:5.2f} s, at most {most}\n")


def _medians(commands: Sequence[Sequence[str]], environment: dict[str, str]) -> list[float]:
    """Processor seconds of each command, in turn; a round before the first writes the byte code."""
    rounds = [[_processor_seconds(command, environment) for command in commands] for _ in range(ROUNDS + 1)]
    return [statistics.median(seconds) for seconds in zip(*rounds[1:], strict=True)]


def _processor_seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """Run a command to its end.

    Raises:
        subprocess.CalledProcessError: if it fails.
    """
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
