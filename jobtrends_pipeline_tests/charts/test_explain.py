"""An explanation names the parts of a chart, and what is missing where it is not read."""

import numpy as np
import pytest

from jobtrends_pipeline.charts.explain import explain_chart
from jobtrends_pipeline_tests.support.chart_damage import png
from jobtrends_pipeline_tests.support.chart_images import content_of, pixels_of


def content_with(name: str, part: tuple[slice, slice], level: int) -> bytes:
    """A PNG of an image of which a part has one level."""
    levels = pixels_of(name).transpose(1, 2, 0).astype(np.uint8)
    levels[part] = level
    return png(levels)


def test_a_chart_that_is_read_is_explained_by_all_its_parts() -> None:
    found = explain_chart(content_of("london__generative-ai"))
    assert (found.outcome, found.missing, found.proposals) == ("read", (), ())
    assert found.key == "1400x700 VP8L RGB, legend da27eadff1, axis to 1304"
    assert found.colours[0] == ((255, 255, 255), 927_967)
    lines = found.lines()
    assert "frame      axis line to column 1304" in lines
    assert "label      share 0.8% at column 1342, row 226: 4 pieces, 4 as seen before" in lines
    assert sum("label      year" in line for line in lines) == 7


def test_an_unknown_legend_is_an_unknown_layout_whose_key_has_its_hash() -> None:
    content = content_with("uk__javascript", (slice(661, 680), slice(600, 700)), 255)
    found = explain_chart(content)
    assert found.outcome == "unknown_layout"
    assert found.key.startswith("1400x700 PNG RGB, legend ")
    assert found.key.endswith(", axis to 1291")
    assert "28764378e2" not in found.key
    assert any("a layout with this legend" in line for line in found.missing)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ((slice(590, 592), slice(300, 400)), "the axis line is not where the layout has it"),
        ((slice(200, 300), slice(1270, 1272)), "the grid is not whole"),
        ((slice(0, 10), slice(0, 10)), "ink where the layout has none"),
    ],
)
def test_a_broken_frame_is_named(part: tuple[slice, slice], words: str) -> None:
    level = 128
    found = explain_chart(content_with("uk__javascript", part, level))
    assert found.outcome == "refused"
    assert words in found.reason


def test_a_character_nobody_knows_is_shown_as_missing_and_proposed_where_the_scale_says_it() -> None:
    box = (slice(60, 100), slice(1316, 1330))
    levels = pixels_of("london__generative-ai").transpose(1, 2, 0).astype(np.uint8)
    levels[box] = levels[box][:, ::-1]
    found = explain_chart(png(levels))
    assert found.outcome == "refused"
    assert "a label of a share cannot be read: ?.2% at row 68" in found.reason
    assert "the bitmap of a character: ?.2%" in found.missing
    assert [proposal.split("\n")[0] for proposal in found.proposals] == ["glyph 1"]
    assert found.lines()[-17].count("#") > 0
