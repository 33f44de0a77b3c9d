"""Labels are read from bitmaps of other images, or not at all; never wrongly."""

from fractions import Fraction

import numpy as np
import pytest

from jobtrends_pipeline.charts.glyphs import (
    DARKNESS,
    GlyphFileError,
    distance,
    glyph_text,
    known_glyphs,
    make_bank,
    match,
    parse_glyphs,
)
from jobtrends_pipeline.charts.proposals import propose
from jobtrends_pipeline_tests.support.chart_images import (
    NAMES,
    bank_of,
    bitmaps_of,
    is_read,
    known_bitmaps,
    labels_of,
    pixels_of,
    texts_of,
)


@pytest.mark.parametrize("name", NAMES)
def test_an_image_is_read_with_the_bitmaps_of_the_others(name: str) -> None:
    assert is_read(name, bank_of([other for other in NAMES if other != name]))


def test_three_images_are_enough_to_read_the_others() -> None:
    few = ["london__artificial-intelligence", "london__data-analyst", "uk__web-development"]
    assert [name for name in NAMES if not is_read(name, bank_of(few))] == []


@pytest.mark.parametrize("name", NAMES[::3])
def test_with_the_bitmaps_of_one_image_a_label_is_read_rightly_or_not_at_all(name: str) -> None:
    bank = bank_of([name])
    for other in NAMES:
        for labels, texts in zip(labels_of(pixels_of(other), bank), texts_of(other), strict=True):
            assert all(label.text in (None, text) for label, text in zip(labels, texts, strict=True))


def test_the_file_of_bitmaps_is_what_the_images_show() -> None:
    shown = {
        (mark, ink.shape, DARKNESS[ink].astype(np.uint8).tobytes()) for name in NAMES for mark, ink in bitmaps_of(name)
    }
    assert known_bitmaps() == shown


def test_a_derived_bitmap_is_nearer_to_its_character_than_any_other_is() -> None:
    seen = [glyph for glyph in known_glyphs().glyphs if glyph.is_seen]
    own: list[float] = []
    other: list[float] = []
    for glyph in seen:
        ink = np.abs(glyph.darkness[..., None] - DARKNESS).argmin(axis=2)
        derived = make_bank([(glyph.character, ink)]).glyphs
        for one in seen:
            nearest = min(distance(one.darkness, phase.darkness) for phase in derived)
            (own if one.character == glyph.character else other).append(nearest)
    assert max(own) < 8.5
    assert min(other) > 2 * max(own)


def test_ink_that_is_no_character_is_none() -> None:
    assert match(np.full((17, 12), 255), known_glyphs()) is None


def test_bitmaps_are_written_as_they_are_parsed() -> None:
    glyph = known_glyphs().glyphs[0]
    ((name, ink),) = parse_glyphs("; a comment\n\n" + glyph_text(glyph.character, glyph.darkness))
    assert name == glyph.character
    assert (DARKNESS[ink] == glyph.darkness).all()


@pytest.mark.parametrize("text", ["..#\n", "glyph 12\n..#\n", "glyph 1\n..#\n...#\n", "glyph 1\n..x\n"])
def test_a_file_of_bitmaps_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(GlyphFileError, match="line"):
        parse_glyphs(text)


def test_a_bitmap_that_is_missing_is_proposed_from_an_even_scale() -> None:
    bank = make_bank([pair for pair in bitmaps_of("london__generative-ai") if pair[0] != "8"])
    down, _ = labels_of(pixels_of("london__generative-ai"), bank)
    (proposal,) = propose(down, lambda text: Fraction(text.rstrip("%")))
    ((name, ink),) = parse_glyphs(proposal)
    assert name == "8"
    assert any(mark == "8" and np.array_equal(ink, seen) for mark, seen in bitmaps_of("london__generative-ai"))


def test_nothing_is_proposed_where_the_labels_read_are_no_even_scale() -> None:
    bank = make_bank([pair for pair in bitmaps_of("london__generative-ai") if pair[0] != "8"])
    down, _ = labels_of(pixels_of("london__generative-ai"), bank)
    assert list(propose([down[0], down[3], *down[1:3]], lambda text: Fraction(text.rstrip("%")))) == []
