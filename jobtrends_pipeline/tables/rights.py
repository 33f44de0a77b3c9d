"""Rights and caveat of the figures: the words that every output carries."""

from collections.abc import Iterable

from jobtrends_pipeline.tables.columns import ITJOBSWATCH

SOURCE_NAME = "IT Jobs Watch"
SOURCE_URL = "https://www.itjobswatch.co.uk/"
LICENCE_ID = "CC-BY-NC-SA-4.0"
LICENCE_NAME = "CC BY-NC-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-nc-sa/4.0/"
CAVEAT = "Pay and demand are advertised, not paid: what job adverts say, not what people earn."
SOURCE_LINE = f"Source {SOURCE_NAME}, {LICENCE_NAME}; advertised, not paid"
OWN_LINE = "computed from own adverts, whose terms advert_sources lists; advertised, not paid"
RIGHTS = f"""\
Source {SOURCE_NAME} ({SOURCE_URL}).
Licence of the statistics: {LICENCE_NAME}, {LICENCE_URL}
Rows whose publisher is not itjobswatch are {OWN_LINE.partition(";")[0]}.
Figures are of advertised jobs and advertised pay, not of pay received: advertised, not paid.
"""


def rights_text(own: Iterable[tuple[str, str, str | None]] = ()) -> str:
    """Return the text of RIGHTS.txt.

    Args:
        own: Publisher, licence and attribution of each source of own adverts.
    """
    lines = (
        f"{publisher}: {licence}.{f' {attribution}' if attribution else ''}"
        for publisher, licence, attribution in dict.fromkeys(own)
    )
    return RIGHTS + "".join(f"{line}\n" for line in lines)


def source_lines(publishers: Iterable[str]) -> str:
    """Return the line that says whose figures they are, of each publisher once."""
    lines = [SOURCE_LINE if one == ITJOBSWATCH else f"{one}: {OWN_LINE}" for one in dict.fromkeys(publishers)]
    return ". ".join(lines)
