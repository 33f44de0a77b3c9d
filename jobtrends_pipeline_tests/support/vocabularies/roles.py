"""Make `vocabulary/role_names_esco.txt` from the occupations of ESCO.

Run `python -m jobtrends_pipeline_tests.support.vocabularies.roles ../shared/adverts/esco-occupations.csv.gz`. Kept are
labels of occupations of information technology (ISCO 1330, 25, 351) that the parts of role names do not make already.
"""

import csv
import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import jobtrends_pipeline
from jobtrends_pipeline.adverts.role_rules import found_roles
from jobtrends_pipeline.adverts.title_words import title_words

TARGET = Path(jobtrends_pipeline.__file__).parent / "adverts" / "vocabulary" / "role_names_esco.txt"
HEAD = """# Names of IT occupations after ESCO v1.1.1, those that the other files of this folder do not make already.
# This file uses the ESCO classification of the European Commission, CC BY 4.0;
# labels are shortened and "ICT" is made "IT".
# Made by jobtrends_pipeline_tests/support/vocabularies/roles.py; do not edit.
# name <tab> other spellings, parted by ";"
"""
_GROUPS = ("1330", "25", "351")
_SAYS_IT = re.compile(
    r"\b(?:IT|networks?|data ?base|data|systems?|software|web|computer|cyber|application|usability|digital|embedded"
    r"|cloud"
    r"|search engine|blockchain|DLT|user experience)\b"
)
_STRANGE = re.compile(
    r"numerical|aviation|soft |customer service|environmental|green|web content|digital content|administrators$"
)


def main() -> None:
    """Write the file, which must be empty before, as names in it would count as known."""
    TARGET.write_text(HEAD, encoding="utf-8")
    lines = [f"{name}\t{';'.join(spellings)}" for name, spellings in sorted(_kept(Path(sys.argv[1])).items())]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} names\n")


def _kept(source: Path) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for occupation, label in _labels(source):
        is_new = not any(not role.is_generic for role in found_roles(title_words(label)))
        if is_new and _SAYS_IT.search(label) and not _STRANGE.search(label):
            name = " ".join(word if word.isupper() else word.capitalize() for word in occupation.split())
            spellings = names.setdefault(name, [])
            if label.lower() != name.lower() and label not in spellings:
                spellings.append(label)
    return names


def _labels(source: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(source, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["ISCOGROUPCODE"].startswith(_GROUPS):
                labels = dict.fromkeys([row["PREFERREDLABEL"], *row["ALTLABELS"].split("\n")])
                yield from ((_in_short(row["PREFERREDLABEL"]), _in_short(label)) for label in labels if label)


def _in_short(label: str) -> str:
    return " ".join(label.replace("ICT", "IT").split())


if __name__ == "__main__":
    main()
