"""What a night costs in which every role is due: live pages from a source on loopback to facts, trends and report.

Run `python -m jobtrends_pipeline_tests.benchmarks.night [--roles N]`; 500 roles when no number is given. The runs are
those that the schedule asks for, of 25 roles each, in this process; one that a daemon launches costs its start besides.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, add_roles, neighbours, range_tags
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline.orchestration.schedules import BATCH
from jobtrends_pipeline_tests.support.pages.samples import FACTS
from jobtrends_pipeline_tests.support.site.facts import print_page
from jobtrends_pipeline_tests.support.site.server import Site, running

ROLES = 500
_DAY = date(2026, 2, 15)
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def main() -> None:
    """Print what the refreshes and the publication take, in all and for a role."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--roles", type=int, default=ROLES)
    count = parser.parse_args().roles
    names = [f"Data Baker {number}" for number in range(count)]
    heading = replace(FACTS.heading, period_end=_DAY)
    pages = [print_page(replace(FACTS, heading=replace(heading, subject=name))) for name in names]
    with tempfile.TemporaryDirectory() as folder, running(Site(pages)) as address:
        paths = DataPaths(Path(folder) / "data")
        paths.data_dir.mkdir()
        roles = "".join(f"  - name: {name}\n" for name in names)
        (paths.data_dir / "watchlist.yaml").write_text(f"roles:\n{roles}", encoding="utf-8")
        paths.settings_file.write_text(
            "contact: someone@example.org\npause_seconds: 0\nlongest_wait_seconds: 0\nallows_loopback: true\n"
            f"pace_dir: {folder}/pace\nsource: {address}\n",
            encoding="utf-8",
        )
        refreshed, published, held = _night(paths, [name.lower().replace(" ", "-") for name in names])
    sys.stdout.write(f"{count} roles, {held} with facts: {refreshed:.1f} s of processor time, with the server's, ")
    sys.stdout.write(f"{refreshed / count:.2f} s a role in runs of {BATCH}; publication {published:.1f} s\n")


def _night(paths: DataPaths, roles: list[str]) -> tuple[float, float, int]:
    """Processor time of the refreshes and of the publication, and how many roles have facts then."""
    with runner(paths, lambda _: None) as runs:
        add_roles(runs.instance, roles)
        partitions = runs.instance.get_dynamic_partitions(ROLE_DIMENSION)
        job = runs.definitions.resolve_job_def("refresh_live_role")
        start = time.process_time()
        for group in neighbours(roles, partitions, BATCH):
            job.execute_in_process(run_config=_QUIET, instance=runs.instance, tags=range_tags(group))
        refreshed = time.process_time()
        runs.publish()
        return refreshed - start, time.process_time() - refreshed, len(runs.captured_roles())


if __name__ == "__main__":
    main()
