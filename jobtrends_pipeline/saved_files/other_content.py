"""What saved inputs hold beside pages: what is refused, and in one line for each input what nobody takes for a page."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.saved_files.read import claims_page, kind_of
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused

_NAMED = 3
"""Names that a line gives as examples."""


@dataclass
class Tally:
    """What of one input was passed over: how many of each kind, and a few names."""

    kinds: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str) -> None:
        """Count one."""
        self.kinds[kind] += 1
        if len(self.names) < _NAMED:
            self.names.append(name)

    @property
    def line(self) -> str:
        """All of it in one line."""
        count = self.kinds.total()
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in self.kinds.most_common())
        examples = ", ".join(name[:80] for name in self.names)
        rest = ", ..." if count > len(self.names) else ""
        return f"{count:,} passed over that {'is' if count == 1 else 'are'} no page ({kinds}): {examples}{rest}"


class Beside:
    """Gathers, while inputs are read, all of them that is no page."""

    def __init__(self, paths: Iterable[Path], is_page_address: Callable[[str], bool], *, is_found: bool) -> None:
        """Begin with no input looked at.

        Args:
            paths: The files and folders that are read.
            is_page_address: Whether an address is one that the source has pages at.
            is_found: Whether the files were found in a folder, rather than named one by one.
        """
        self.paths = list(paths)
        self.refused: list[Refused] = []
        self._is_page_address = is_page_address
        self._is_found = is_found
        self._tallies: dict[str, Tally] = {}
        self._notes: Counter[tuple[str, str]] = Counter()

    def add(self, item: Refused | PassedOver) -> None:
        """Take in what the files hold; a damaged record counts as lost only if it may be a page of the source."""
        if isinstance(item, PassedOver):
            self._tally(_input(item.source)).add(item.kind, item.name)
        elif item.url is not None and not self._is_page_address(item.url):
            self._tally(_input(item.source)).add("unreadable", item.url)
        else:
            self._refuse(item)

    def note(self, document: Document) -> None:
        """Take in what could not be checked about a page."""
        self._notes.update((_input(document.source), note) for note in document.notes)

    def add_unknown(self, document: Document, reason: str) -> None:
        """Take in a document that the reader of pages does not know: refused if it claims to be a page."""
        if "#" in document.source and document.url and not self._is_page_address(document.url):
            self._tally(_input(document.source)).add(document.media_type or "without a type", document.url)
        else:
            self._refuse(Refused(document.source, reason))

    def close(self, pages: Iterable[str]) -> None:
        """Refuse inputs of which all was passed over.

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
        """What else there is to say of the inputs, a line each."""
        for name, tally in self._tallies.items():
            yield f"{name}: {tally.line}"
        for (name, note), count in self._notes.items():
            yield f"{name}: {count:,} page{'s' * (count > 1)} taken all the same: {note}"

    def _refuse(self, one: Refused) -> None:
        """Refuse an input; a file that was found, and never said that it holds a page, is passed over."""
        file = Path(one.source)
        folders = [path for path in self.paths if path in file.parents]
        if (folders or self._is_found) and "#" not in file.name and not claims_page(file) and one.is_there:
            self._tally(str(folders[0] if folders else file.parent)).add(kind_of(file), file.name)
        else:
            self.refused.append(one)

    def _tally(self, name: str) -> Tally:
        return self._tallies.setdefault(name, Tally())


def _input(source: str) -> str:
    """The input that a record is of."""
    return source.partition("#")[0]
