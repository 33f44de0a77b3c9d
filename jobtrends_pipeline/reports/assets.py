"""The files that all pages share: style sheet, scripts, chart templates, and Vega as vl-convert-python brings it.

Vega and the templates are made once for a site: their first line says what they were made from, and a file that
would be made from the same is not made again. Nothing is loaded from elsewhere.
"""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jobtrends_pipeline.files import write_derived
from jobtrends_pipeline.reports.cells import MARK_WORDS
from jobtrends_pipeline.tables.rights import SOURCE_LINE

STATIC = Path(__file__).parent / "static"
STYLE_SHEET = "report.css"
OWN_SCRIPTS = ("charts.js", "known.js", "walk.js", "downloads.js", "page.js")
SCRIPTS = ("vega.js", "templates.js", *OWN_SCRIPTS)
"""The scripts of a page, below `assets/`, in the order in which they run; the first two are made."""
PAGE_FILES = ("table.js", "compare.js", "tables.css")
"""Files that some pages load beside these."""
VEGA_LITE_VERSION = "6.4"
INTERPRETER_VERSION = "2.0.0"
"""The vega-interpreter that vl-convert-python brings beside Vega: expressions run without `eval`."""
SNIPPET = """
import {{ View, parse }} from "https://cdn.jsdelivr.net/npm/vega@{vega}/+esm";
import {{ expressionInterpreter }} from "https://cdn.jsdelivr.net/npm/vega-interpreter@{interpreter}/+esm";
window.vega = {{ View, parse, expressionInterpreter }};
"""
"""What pages see of Vega. vl-convert-python holds the modules under these names inside itself; it asks no network."""


@cache
def _mark() -> bytes:
    """The first line of what is made: a hash of all that it is made from."""
    snippet = SNIPPET + INTERPRETER_VERSION + VEGA_LITE_VERSION
    made_from = (version("vl-convert-python"), version("altair"), snippet, json.dumps(_words()))
    sources = "\n".join(made_from).encode() + (Path(__file__).parent / "chart_templates.py").read_bytes()
    return f"/* {hashlib.sha256(sources).hexdigest()} */\n".encode()


def write_assets(folder: Path) -> None:
    """Write what is not there, or not as it should be, below `assets/` of a site.

    Args:
        folder: Folder of the site; made when absent.
    """
    for name in (STYLE_SHEET, *OWN_SCRIPTS, *PAGE_FILES):
        write_derived(folder / "assets" / name, _static(name))
    for name, made in MADE.items():
        path = folder / "assets" / name
        if not _is_of_this_version(path):
            write_derived(path, _mark() + made().encode())


def _is_of_this_version(path: Path) -> bool:
    """Whether a made file begins with the mark of what it would be made from."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_mark())) == _mark()


@cache
def _static(name: str) -> bytes:
    return (STATIC / name).read_bytes()


@cache
def vega_bundle() -> str:
    """Vega with its interpreter as one classic script; takes seconds."""
    import vl_convert  # noqa: PLC0415  # 50 MB to load, needed only when the file is not there

    snippet = SNIPPET.format(vega=vl_convert.get_vega_version(), interpreter=INTERPRETER_VERSION)
    bundle: str = vl_convert.javascript_bundle(snippet)
    return f"(function () {{\n{bundle}\n}})();\n"


@cache
def templates_script() -> str:
    """The script that gives pages the template of every kind, compiled to Vega, and the words: `jobtrends`."""
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
        "room": kind.extent + PADDING["left"] + PADDING["right"],
    }


@cache
def compiled(kind: str) -> dict[str, Any]:
    """The Vega specification of a template."""
    import vl_convert  # noqa: PLC0415

    from jobtrends_pipeline.reports.chart_templates import specification  # noqa: PLC0415

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(specification(kind), vl_version=VEGA_LITE_VERSION)
    return vega


MADE = {"vega.js": vega_bundle, "templates.js": templates_script}
