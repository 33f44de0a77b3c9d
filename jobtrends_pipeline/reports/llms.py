"""`llms.txt`: description of the site and its figures for language models. Pure."""

import re
from collections.abc import Iterable
from datetime import date

from jobtrends_pipeline.reports.cells import MARK_WORDS
from jobtrends_pipeline.reports.snapshot import CAVEATS, SCHEMA_FILE
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.trends import significance

LONGEST_NAME = 120


def llms_text(roles: Iterable[tuple[str, str]], as_of: date | None) -> str:
    """Return the text, in Markdown as llmstxt.org proposes.

    Args:
        roles: Key and name of each role that has a page.
        as_of: Newest vintage; None without data.
    """
    until = "" if as_of is None else f" Newest vintage: {as_of.isoformat()}."
    lines = [
        "# IT job trends",
        "",
        f"> The kept history of advertised IT jobs and pay in the UK. {rights.SOURCE_LINE}.{until}",
        "",
        "## How to read a figure",
        "",
        "- Quote it with its place, market, period end, n (`pay_advert_count` or `advert_count`) and reliability.",
        "- `as_of` is the vintage: the period end printed on the page the figure was read from.",
        "- `period_end` is the last day of the window the figure is about.",
        "- A figure whose class is `suppressed` is kept for completeness: do not quote, rank or compare it.",
        "- A change, an index, a premium is as weak as its weakest part; its own class stands beside it.",
        "- A change may be real only where `is_beyond_noise` or `is_change_beyond_noise` is true and no break stands.",
        "- `is_beyond_noise` judges one median or share by itself: of 100 without change up to 5 are beyond noise.",
        f"- `is_change_beyond_noise` of skills and places: all of a page are {significance.WORDS}.",
        "- `demand_by_month` is another measure than `share_of_all_pct`: quote it with its bounds and its `measure`.",
        "- null is not zero: the source printed no such figure.",
        *(f"- [{mark}] {meaning}." for mark, meaning in MARK_WORDS.items()),
        "",
        "## Caveats",
        "",
        *(f"- {caveat}" for caveat in CAVEATS),
        "",
        "## Rights",
        "",
        f"- Source: [{rights.SOURCE_NAME}]({rights.SOURCE_URL}); say so where you use a figure.",
        f"- Licence: [{rights.LICENCE_NAME}]({rights.LICENCE_URL}): not for commercial use, share alike.",
        "",
        "## Roles",
        "",
        *(_role(key, name) for key, name in sorted(roles)),
        "",
        "## Data",
        "",
        f"- [JSON Schema of the role files]({SCHEMA_FILE})",
        "- [Feed of all changes](feed.xml): Atom",
        "- [Data](data.html): dictionary, downloads, method",
        "- [Data package](data/datapackage.json): files, columns, units, hashes",
        "",
    ]
    return "\n".join(lines)


def _role(key: str, name: str) -> str:
    page = f"roles/{key}"
    return f"- [{_inert(name)}]({page}.json): figures, series, skills; [page]({page}.html), [feed]({page}.xml)"


def _inert(name: str) -> str:
    """Return a name as one short line, without the signs of Markdown and HTML.

    Names come from other people's pages.
    """
    seen = "".join(character if character.isprintable() else " " for character in name)
    plain = " ".join(re.sub(r"[\[\]()<>`*_#|\\!{}]", " ", seen).split())
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"
