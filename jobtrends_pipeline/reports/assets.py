"""Files shared by all pages: style sheet, scripts, chart templates, Vega.

Vega is the copy inside vl-convert-python. Vega and the templates are made once for a site: their first line is a hash
of their sources, and a file with the current hash is not made again. Nothing is loaded from elsewhere.
"""

import hashlib
import json
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jobtrends_pipeline.files import write_derived
from jobtrends_pipeline.reports.cells import MARK_WORDS
from jobtrends_pipeline.tables.rights import SOURCE_LINE

STATIC = Path(__file__).parent / "static"
STYLE_SHEET = "report.css"
OWN_SCRIPTS = ("charts.js", "known.js", "walk.js", "downloads.js", "page.js")
SCRIPTS = ("vega.js", "templates.js", *OWN_SCRIPTS)
"""The scripts of a page, below `assets/`, in order of execution.

The first two are made, the others are copied.
"""
PAGE_FILES = ("table.js", "compare.js", "spans.js", "cards.js", "paper.js", "tables.css", "phone.css", "print.css")
"""Further files that some pages load."""
VEGA_LITE_VERSION = "6.4"
INTERPRETER_VERSION = "2.0.0"
"""Version of the vega-interpreter in vl-convert-python, which needs no `eval`."""
SNIPPET = """
import {{ View, parse }} from "https://cdn.jsdelivr.net/npm/vega@{vega}/+esm";
import {{ expressionInterpreter }} from "https://cdn.jsdelivr.net/npm/vega-interpreter@{interpreter}/+esm";
window.vega = {{ View, parse, expressionInterpreter }};
"""
"""The parts of Vega that pages see.

vl-convert-python has the modules under these addresses inside itself; it makes no network request.
"""


@cache
def _mark() -> bytes:
    """Return the first line of made files: a hash of all their sources."""
    snippet = SNIPPET + INTERPRETER_VERSION + VEGA_LITE_VERSION
    made_from = (version("vl-convert-python"), version("altair"), snippet, json.dumps(_words()))
    sources = "\n".join(made_from).encode() + (Path(__file__).parent / "chart_templates.py").read_bytes()
    return f"/* {hashlib.sha256(sources).hexdigest()} */\n".encode()


def write_assets(folder: Path) -> None:
    """Write the missing and outdated files below `assets/` of a site.

    Args:
        folder: Folder of the site; made when absent.
    """
    for name in (STYLE_SHEET, *OWN_SCRIPTS, *PAGE_FILES):
        write_derived(folder / "assets" / name, _static(name))
    for name in MADE:
        path = folder / "assets" / name
        if not _is_of_this_version(path):
            write_derived(path, _mark() + _made_apart()[name])


@cache
def _made_apart() -> dict[str, bytes]:
    """Make the files in a process of its own.

    What Altair and V8 load, 150 MB, stays in memory until a process ends.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_made).result()


def _made() -> dict[str, bytes]:
    return {name: made().encode() for name, made in MADE.items()}


def _is_of_this_version(path: Path) -> bool:
    """Return whether a made file begins with the current mark."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_mark())) == _mark()


@cache
def _static(name: str) -> bytes:
    return (STATIC / name).read_bytes()


@cache
def vega_bundle() -> str:
    """Return Vega with its interpreter as one classic script; takes seconds."""
    import vl_convert  # noqa: PLC0415  # 50 MB to load, needed only when the file is not there

    snippet = SNIPPET.format(vega=vl_convert.get_vega_version(), interpreter=INTERPRETER_VERSION)
    bundle: str = vl_convert.javascript_bundle(snippet)
    return f"(function () {{\n{bundle}\n}})();\n"


@cache
def templates_script() -> str:
    """Return the script that defines `jobtrends`: templates of all kinds, and words.

    The templates are compiled to Vega.
    """
    from jobtrends_pipeline.reports.chart_templates import KINDS  # noqa: PLC0415  # Altair takes a second to load

    held = {"templates": {name: _template(name) for name in KINDS}, **_words()}
    return f"window.jobtrends = {json.dumps(held, separators=(',', ':'))};\n"


def _words() -> dict[str, Any]:
    return {"marks": MARK_WORDS, "attribution": SOURCE_LINE}


def _template(name: str) -> dict[str, Any]:
    from jobtrends_pipeline.reports.chart_templates import KINDS, PADDING  # noqa: PLC0415

    kind = KINDS[name]
    return {
        "vega": compiled(name),
        "walked": kind.walked,
        "x": kind.x,
        "y": kind.y,
        "near": kind.near,
        "time": kind.time,
        "room": kind.extent + PADDING["left"] + PADDING["right"],
    }


@cache
def compiled(kind: str) -> dict[str, Any]:
    """Return the Vega specification of a template."""
    import vl_convert  # noqa: PLC0415

    from jobtrends_pipeline.reports.chart_templates import specification  # noqa: PLC0415

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(specification(kind), vl_version=VEGA_LITE_VERSION)
    return vega


MADE = {"vega.js": vega_bundle, "templates.js": templates_script}
