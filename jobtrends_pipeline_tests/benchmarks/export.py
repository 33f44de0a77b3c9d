"""Exports of a warehouse of millions of rows, each format: seconds, size of the folder, memory at the peak.

Run `python -m jobtrends_pipeline_tests.benchmarks.export [ROWS]`; 5 million rows of `trend_skill` when no number is
given, beside the site's downloads of the same warehouse. Each format is measured in a process of its own.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jobtrends_pipeline.warehouse.downloads import write_downloads
from jobtrends_pipeline.warehouse.export import Choice, export_tables
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.store import Warehouse

ROWS = 5_000_000
FORMS = ("parquet", "csv", "json", "duckdb", "sqlite")
_SKILLS = """
    INSERT INTO trend_skill BY NAME
    SELECT 'role-' || n // 60000 AS role, 'permanent' AS market, 'Role ' || n // 60000 AS subject,
           'Place ' || n // 500 % 10 AS place, 6 AS window_months,
           (DATE '2016-03-15' + to_months((n // 5000 % 12 * 10)::INTEGER))::DATE AS as_of, 'Category ' || n // 25 % 20
           AS skill_list, 'Skill number ' || n % 500 AS skill, 'skill%20number%20' || n % 500 AS skill_slug,
           1 + n % 25 AS rank, n % 900 AS advert_count, round(n % 10000 / 100, 2) AS share_pct,
           round((n % 700) / 100 - 3, 2) AS share_year_change_pp, n % 7 = 0 AS is_change_beyond_noise,
           false AS is_entrant, false AS is_exit, 'good' AS reliability
    FROM range(?) AS r(n)
"""


def main() -> None:
    """Print a line per format."""
    if len(sys.argv) == 4:
        _measured(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        published = Path(folder) / "jobtrends.duckdb"
        store = Warehouse.at(Path(folder) / "working.duckdb")
        with store.connection() as connection:
            connection.execute(_SKILLS, [rows])
        start = time.perf_counter()
        publish(store, published)
        sys.stdout.write(f"publish, {rows:,} rows: {time.perf_counter() - start:.1f} s\n")
        sys.stdout.flush()
        for form in (*FORMS, "downloads", "downloads again"):
            target = Path(folder) / form.split()[0]
            command = [
                sys.executable,
                "-m",
                "jobtrends_pipeline_tests.benchmarks.export",
                str(published),
                str(target),
                form,
            ]
            subprocess.run(command, check=True)


def _measured(published: Path, target: Path, form: str) -> None:
    start = time.perf_counter()
    if form.startswith("downloads"):
        write_downloads(published, target)
    else:
        export_tables(published, target, Choice(form))
    seconds = time.perf_counter() - start
    size = sum(path.stat().st_size for path in target.iterdir()) / 1e6
    peak = int(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))[0]) / 1024
    sys.stdout.write(f"{form}: {seconds:.1f} s, {size:,.0f} MB, {peak:,.0f} MB of memory at the peak\n")


if __name__ == "__main__":
    main()
