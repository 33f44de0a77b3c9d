"""The peer of the benchmark: our outline of a page, taken from a BeautifulSoup tree as scrapers commonly walk one."""

from bs4 import BeautifulSoup, Tag

from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Paragraph, Table

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def soup_outline(body: bytes) -> Outline:
    """The outline of a page, from BeautifulSoup with lxml under it."""
    soup = BeautifulSoup(body, "lxml")
    for silent in soup.find_all(["script", "style", "select", "button", "label", "noscript", "textarea"]):
        silent.decompose()
    blocks: list[Heading | Paragraph | Table] = []
    heading = ""
    for tag in soup.find_all(["table", "p", *_HEADINGS]):
        if tag.name == "table":
            rows = tuple(row for row in map(_cells, _own(tag, "tr", "table")) if row)
            if rows:
                blocks.append(Table(heading, rows))
            continue
        lines = [" ".join(line.split()) for line in tag.get_text("\n").split("\n") if line.strip()]
        if lines and tag.name == "p":
            blocks.append(Paragraph(" ".join(lines)))
        elif lines:
            heading = " ".join(lines)
            blocks.append(Heading(heading, lines[0]))
    title = soup.title.get_text(strip=True) if soup.title else ""
    loose = tuple(line.strip() for line in soup.get_text("\n").split("\n") if line.strip())
    return Outline("html", tuple(blocks), title=title, loose=loose)


def _own(outer: Tag, name: str, *around: str) -> list[Tag]:
    """Descendants of a name that are not inside a nested element of the kind of `outer`."""
    return [found for found in outer.find_all(name) if found.find_parent(list(around)) is outer]


def _cells(row: Tag) -> tuple[Cell, ...]:
    return tuple(_cell(cell) for cell in row.find_all(["td", "th"], recursive=False))


def _cell(cell: Tag) -> Cell:
    link = cell.find("a")
    href = link.get("href") if isinstance(link, Tag) else None
    marked = cell.find(title=True)
    title = marked.get("title") if isinstance(marked, Tag) else None
    for line_break in cell.find_all("br"):
        line_break.replace_with("\n")
    lines = tuple(" ".join(line.split()) for line in cell.get_text(" ").split("\n") if line.strip())
    style = " ".join(cell.get("class") or [])
    return Cell.of_lines(
        (" ".join(lines),) if lines else (),
        str(href) if href else None,
        str(title) if title else None,
        style,
        is_header=cell.name == "th",
    )
