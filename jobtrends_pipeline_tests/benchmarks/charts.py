"""What reading a chart image costs: seconds of the processor and peak memory, and what fewer steps would cost and miss.

Run `python -m jobtrends_pipeline_tests.benchmarks.charts`; the images are those of the tests.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from jobtrends_pipeline.charts.container import inspect
from jobtrends_pipeline.charts.fit import fit
from jobtrends_pipeline.charts.frame import find_frame
from jobtrends_pipeline.charts.glyphs import known_glyphs
from jobtrends_pipeline.charts.labels import x_labels, y_labels
from jobtrends_pipeline.charts.layouts import DEMAND_TREND_2025
from jobtrends_pipeline.charts.month_axis import month_axis
from jobtrends_pipeline.charts.picture import decode
from jobtrends_pipeline.charts.plot import make_plot
from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline.charts.share_axis import share_axis
from jobtrends_pipeline.charts.start import start_values
from jobtrends_pipeline_tests.support.chart_images import NAMES, content_of

ROUNDS = 3
GOALS = "goals: 2 s of the processor an image (median), 200 MB"


def main() -> None:
    """Print seconds and megabytes an image, and how far the start values alone lie beside the fit."""
    if sys.argv[1:2] == ["--one"]:
        read_chart(content_of(sys.argv[2]))
        # Not ru_maxrss, which a new process takes over from the one that started it.
        status = Path("/proc/self/status").read_text(encoding="ascii")
        sys.stdout.write(str(int(status.partition("VmHWM:")[2].split()[0]) / 1024))
        return
    read_chart(content_of(NAMES[0]))
    seconds, cheap, beside, peaks = [], [], [], []
    for name in NAMES:
        content = content_of(name)
        seconds.append(_fastest(lambda content=content: read_chart(content)))  # type: ignore[misc]
        cheap.append(_fastest(lambda content=content: _start(content)))  # type: ignore[misc]
        beside.append(_beside(content))
        peaks.append(_peak(name))
        sys.stdout.write(
            f"{name:<32} {seconds[-1]:5.2f} s, {peaks[-1]:4.0f} MB; start values and one paint {cheap[-1]:5.2f} s,"
            f" {beside[-1][0]:4.1%} of vertices beside the fit by more than 0.35 px, at most {beside[-1][1]:.1f} px\n"
        )
    sys.stdout.write(
        f"median {median(seconds):.2f} s and {median(peaks):.0f} MB, at most {max(seconds):.2f} s and"
        f" {max(peaks):.0f} MB; start values and one paint {median(cheap):.2f} s\n{GOALS}\n"
    )


def _fastest(work: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of some rounds."""
    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def _start(content: bytes) -> float:
    """Do all but the fit, and paint once as a proof; return the misfit."""
    layout = DEMAND_TREND_2025
    pixels = decode(content, inspect(content))
    frame = find_frame(pixels, layout)
    share_axis(y_labels(pixels, layout, frame, known_glyphs()), layout, frame)
    axis = month_axis(x_labels(pixels, layout, known_glyphs()), layout, frame)
    plot = make_plot(pixels, layout, frame)
    x = axis.places(layout, sum(axis.ends) / 2)
    return plot.repaint(x, start_values(plot, x)).misfit


def _beside(content: bytes) -> tuple[float, float]:
    """Part of the vertices whose start value lies beside the fit by more than a bound, and the largest distance."""
    layout = DEMAND_TREND_2025
    pixels = decode(content, inspect(content))
    frame = find_frame(pixels, layout)
    axis = month_axis(x_labels(pixels, layout, known_glyphs()), layout, frame)
    plot = make_plot(pixels, layout, frame)
    start = start_values(plot, axis.places(layout, sum(axis.ends) / 2))
    apart = np.abs(fit(plot, axis, start).y - start)
    return float((apart > 0.35).mean()), float(apart.max())


def _peak(name: str) -> float:
    command = [sys.executable, "-m", "jobtrends_pipeline_tests.benchmarks.charts", "--one", name]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    main()
