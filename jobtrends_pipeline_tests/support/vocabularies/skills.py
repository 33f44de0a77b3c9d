"""Make `vocabulary/skills.txt` from the names chosen for this project and from the technology skills of O*NET.

Run `python -m jobtrends_pipeline_tests.support.vocabularies.skills ../shared/adverts/onet-technology-skills.txt.gz`. Of
O*NET those names are added that occupations of computing (SOC 15) use, that name a product, and that are not chosen
already.
"""

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jobtrends_pipeline

TARGET = Path(jobtrends_pipeline.__file__).parent / "adverts" / "vocabulary" / "skills.txt"
KEPT = Path(__file__).parent / "skills_kept.txt"
HEAD = """# Skills of IT adverts by category.
# Lines marked "onet" include O*NET Technology Skills data by the U.S. Department of Labor, Employment and Training
# Administration (USDOL/ETA), used under the CC BY 4.0 license; names are shortened and categories are of this project.
# Lines marked "own" were chosen for this project from common usage; those marked "both" stand in O*NET too.
# Made by jobtrends_pipeline_tests/support/vocabularies/skills.py; do not edit.
# name <tab> category <tab> source <tab> spellings, parted by ";", with the marks of skill_vocabulary.py
"""
_GENERIC = re.compile(
    r"(?:software|systems?|tools?|languages?|scripts?|sites|packages?|compilers?|scanners?)$", re.IGNORECASE
)
_ACRONYM = re.compile(r"^(.*[a-z)]) \(?([A-Z][A-Z0-9/]{1,7})\)?$")
_ACRONYMS = {"CICS", "SNMP", "SSH", "JCL", "DDL", "DML", "XSL", "LISP", "XHTML", "EAI", "MRTG", "REXX", "IDS", "IPS"}
"""Short forms that mean nothing else in adverts; those of COM, BASIC, SAM or MIS do."""
_PRODUCT = re.compile(r"[A-Z].* [A-Z0-9]|[a-z][A-Z]|[A-Z]{2}[a-z]|\d")
_LEAST_OCCUPATIONS = 2
_CATEGORIES = {
    "Development environment": "Frameworks and libraries",
    "Object or component": "Languages",
    "Data base": "Databases",
    "Web platform": "Frameworks and libraries",
    "Program testing": "Testing",
    "Operating system": "Operating systems",
    "Network": "Networks",
    "Switch or router": "Networks",
    "Transaction security": "Security",
    "Business intelligence": "Data and analytics",
    "Analytical or scientific": "Data and analytics",
    "Data mining": "Data and analytics",
    "Metadata": "Data and analytics",
    "Geographic": "Data and analytics",
    "Cloud": "Cloud",
    "Configuration": "DevOps and infrastructure",
    "Application server": "DevOps and infrastructure",
    "Backup": "DevOps and infrastructure",
    "Administration": "DevOps and infrastructure",
    "Graphics": "Web, mobile and design",
    "Web page": "Web, mobile and design",
}
"""Category of this project by the beginning of O*NET's commodity; all others are applications."""
_DROPPED = re.compile(
    r"EMR|EHR|Clin|Medical|Drug|Pharma|Health|Statgraphics|SSURGO|School|Shazam|YouTube|Flickr|Post-it|Evernote"
    r"|Skype|Safari|Keynote"
    r"|Allscripts|Lawson|Yardi|Blackbaud|Tax|Actuar|PRIZM|Epic|Cerner|BLAST|Aligner|Geometry|Survey|Soil|Raiser"
    r"|Charts|Sound"
    r"|LinkedIn|JamBoard|GroupMe|FaceTime|WeVideo|ParentSquare|Firefox|Explorer|Central Desktop|Flat File"
    r"|Event-driven|Mac HelpMate"
    r"|JavaScript |Magellan|Visible Razor|Emerald|Stac |RODIN|Twister|Allora|Quest Central|BigBrother"
    r"|Delphi Technology|Clarity Systems"
    r"|Amazon Web Services AWS|Intelligence|Middleware$|Data Architect|Identity Engines|Change Manager|Log Analyzer"
    r"|LexisNexis|Banner"
)


@dataclass(frozen=True)
class Skill:
    """A line of the file."""

    name: str
    category: str
    source: str
    spellings: tuple[str, ...]


def main() -> None:
    """Write the file."""
    onet = list(_onet(Path(sys.argv[1])))
    kept = list(_kept())
    known = {_plain(spelling) for skill in kept for spelling in (skill.name, *skill.spellings)}
    forms = {_plain(form) for skill in onet for form in (skill.name, *skill.spellings)}
    lines = [_with_source(skill, forms) for skill in kept]
    lines += [skill for skill in {skill.name: skill for skill in onet}.values() if _is_new(skill, known)]
    lines.sort(key=lambda skill: (skill.category, skill.name.lower()))
    text = "\n".join("\t".join((one.name, one.category, one.source, ";".join(one.spellings))) for one in lines)
    TARGET.write_text(HEAD + text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} names, {sum(one.source != 'own' for one in lines)} of them in O*NET\n")


def _is_new(skill: Skill, known: set[str]) -> bool:
    """Whether no chosen name is the name, ends it after the maker's name, or begins it."""
    words = _plain(skill.name).split()
    parts = {" ".join(words[index:]) for index in range(len(words))} | {
        " ".join(words[:index]) for index in range(1, len(words))
    }
    return not (parts | {_plain(form) for form in skill.spellings}) & known


def _plain(spelling: str) -> str:
    return spelling.lstrip("^=!~").replace("-", " ").lower()


def _with_source(skill: Skill, forms: set[str]) -> Skill:
    is_known = any(_plain(spelling) in forms for spelling in (skill.name, *skill.spellings))
    return Skill(skill.name, skill.category, "both" if is_known else "own", skill.spellings)


def _kept() -> Iterator[Skill]:
    category = ""
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line.strip("[]")
        elif line and not line.startswith("#"):
            name, _, others = line.partition(" | ")
            spellings = [one.strip() for one in others.split(";") if one.strip()]
            bare = name.strip().lstrip("^=!~")
            first = name.strip() if not any(_is_marked(one, bare) for one in spellings) else ""
            yield Skill(bare, category, "own", tuple(filter(None, (first, *spellings))))


def _is_marked(spelling: str, name: str) -> bool:
    """Whether a spelling is the name itself with a mark, which stands for the plain name."""
    return spelling != name and spelling.lstrip("^=!~") == name


def _onet(source: Path) -> Iterator[Skill]:
    occupations: dict[tuple[str, str], set[str]] = defaultdict(set)
    hot: set[str] = set()
    with gzip.open(source, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["O*NET-SOC Code"].startswith("15-"):
                occupations[row["Example"], row["Commodity Title"]].add(row["O*NET-SOC Code"])
                if row["Hot Technology"] == "Y":
                    hot.add(row["Example"])
    for (example, commodity), used in sorted(occupations.items()):
        name = example.removesuffix(" software").removesuffix(" programming language")
        if (example in hot or len(used) >= _LEAST_OCCUPATIONS) and not _DROPPED.search(name):
            yield from _named(name, commodity)


def _named(name: str, commodity: str) -> Iterator[Skill]:
    spelled = _ACRONYM.match(name)
    if spelled and spelled[1].split(" ", 1)[-1].islower():
        if spelled[2] in _ACRONYMS:
            yield Skill(spelled[2], _category(commodity), "onet", (f"={spelled[2]}",))
    elif not _GENERIC.search(name) and _PRODUCT.search(name) and len(name.split()) <= 4:
        yield Skill(name, _category(commodity), "onet", (name,))


def _category(commodity: str) -> str:
    return next((ours for start, ours in _CATEGORIES.items() if commodity.startswith(start)), "Applications")


if __name__ == "__main__":
    main()
