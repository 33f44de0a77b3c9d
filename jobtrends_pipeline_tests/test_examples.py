"""The example notebook runs as committed, on the sample, and its answers are those of the warehouse."""

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from jobtrends_pipeline.config.paths import DataPaths

NOTEBOOK = Path(__file__).parent.parent / "examples" / "job_market_questions.ipynb"


@pytest.fixture(scope="module")
def answers(ingested: DataPaths, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each cell of the notebook printed or showed as text, by one run."""
    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JOBTRENDS_DATABASE", str(ingested.published_file))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        assert os.environ["JOBTRENDS_DATABASE"]
        place = {"metadata": {"path": str(tmp_path_factory.mktemp("elsewhere"))}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.get("text") or output["data"].get("text/plain", "") for output in outputs]


@pytest.mark.parametrize(
    "answer",
    [
        "15 Feb 2026: £80,000, +33.3% on the year, beyond noise (n = 117, low)",
        "No page of a year before is held; most asked for: Python, CI/CD, Problem-Solving",
        "07 Nov 2025: London £80,000, UK £67,500: +18.5%, within noise",
        "0 of 30 periods are printed by more than one page; 0 figures were revised",
    ],
)
def test_each_question_is_answered_in_a_line(answers: list[str], answer: str) -> None:
    assert answer in [text.strip() for text in answers]


def test_what_was_known_on_a_day_is_less_than_what_is_known_now(answers: list[str]) -> None:
    rows = {line.split()[0]: line.split()[1:] for line in answers[-1].splitlines()[1:]}
    assert rows["median_gbp"] == ["67500.0", "80000.0"]
    assert rows["newest_period"] == ["2025-10-15", "00:00:00", "2026-02-15", "00:00:00"]


def test_the_notebook_is_committed_without_outputs() -> None:
    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    assert [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []
