"""Inputs other than pages: refused ones, and a one-line summary of skipped ones."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.saved_files.read import claims_page, kind_of
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused

_NAMED = 3
"""Number of example names in a line."""


@dataclass
class Tally:
    """Skipped parts of one input.

    Attributes:
        kinds: Number of parts of each kind.
        names: The first few names.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str) -> None:
        """Count one part."""
        self.kinds[kind] += 1
        if len(self.names) < _NAMED:
            self.names.append(name)

    @property
    def line(self) -> str:
        """The summary, on one line."""
        count = self.kinds.total()
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in self.kinds.most_common())
        examples = ", ".join(name[:80] for name in self.names)
        rest = ", ..." if count > len(self.names) else ""
        return f"{count:,} passed over that {'is' if count == 1 else 'are'} no page ({kinds}): {examples}{rest}"


class Beside:
    """Collector of the inputs that are not pages, while inputs are read."""

    def __init__(self, paths: Iterable[Path], is_page_address: Callable[[str], bool], *, is_found: bool) -> None:
        """Create an empty collector.

        Args:
            paths: The files and folders that are read.
            is_page_address: Whether an address may be that of a page of the source.
            is_found: Whether the files were listed in a folder, rather than named one by one.
        """
        self.paths = list(paths)
        self.refused: list[Refused] = []
        self._is_page_address = is_page_address
        self._is_found = is_found
        self._tallies: dict[str, Tally] = {}
        self._notes: Counter[tuple[str, str]] = Counter()

    def add(self, item: Refused | PassedOver) -> None:
        """Add an input that is not a page.

        A damaged record counts as lost only if it may be a page of the source.
        """
        if isinstance(item, PassedOver):
            self._tally(_input(item.source)).add(item.kind, item.name)
        elif item.url is not None and not self._is_page_address(item.url):
            self._tally(_input(item.source)).add("unreadable", item.url)
        else:
            self._refuse(item)

    def note(self, document: Document) -> None:
        """Add the notes of a page whose bytes could not be checked in full."""
        self._notes.update((_input(document.source), note) for note in document.notes)

    def add_unknown(self, document: Document, reason: str) -> None:
        """Add a document that the page parser rejects: refused if it claims to be a page."""
        if "#" in document.source and document.url and not self._is_page_address(document.url):
            self._tally(_input(document.source)).add(document.media_type or "without a type", document.url)
        else:
            self._refuse(Refused(document.source, reason))

    def add_image(self, document: Document) -> None:
        """Add an image that nothing says is a chart; it stays where it is."""
        reason = "an image, and no saved page beside it says of which chart it is: give it with its page"
        self._refuse(Refused(document.source, reason), "image of unknown origin")

    def close(self, pages: Iterable[str]) -> None:
        """Refuse the inputs of which every part was skipped.

        Args:
            pages: Sources of the pages found.
        """
        sources = {_input(source) for source in (*pages, *(one.source for one in self.refused))}
        for name, tally in list(self._tallies.items()):
            if name in sources or Path(name).is_dir():
                continue
            del self._tallies[name]
            file = next((str(path) for path in self.paths if path.name == name), name)
            self.refused.append(Refused(file, f"holds no page of IT Jobs Watch: {tally.line}"))

    def remarks(self) -> Iterator[str]:
        """Yield the summaries of skipped parts and the notes on pages, a line each."""
        for name, tally in self._tallies.items():
            yield f"{name}: {tally.line}"
        for (name, note), count in self._notes.items():
            yield f"{name}: {count:,} page{'s' * (count > 1)} taken all the same: {note}"

    def _refuse(self, one: Refused, kind: str = "") -> None:
        """Refuse an input, or skip it if nobody claimed that it is a page.

        Skipped are files listed in a folder whose name does not claim a page.

        Args:
            one: The input.
            kind: What to count it as if it is skipped; the ending of its name if empty.
        """
        file = Path(one.source)
        folders = [path for path in self.paths if path in file.parents]
        if (folders or self._is_found) and "#" not in file.name and not claims_page(file) and one.is_there:
            self._tally(str(folders[0] if folders else file.parent)).add(kind or kind_of(file), file.name)
        else:
            self.refused.append(one)

    def _tally(self, name: str) -> Tally:
        return self._tallies.setdefault(name, Tally())


def _input(source: str) -> str:
    """Return the input that a record belongs to."""
    return source.partition("#")[0]
