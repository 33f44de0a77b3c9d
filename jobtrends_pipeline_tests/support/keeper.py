"""A capture run to be killed: keeps two hundred small pages, in short sessions, and prints each once acknowledged."""

import sys
from pathlib import Path

from jobtrends_pipeline.archive.archive import Archive, capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline_tests.support.documents import a_document

PAGES, AT_ONCE = 200, 5
HOSTS = ("www.itjobswatch.co.uk", "web.archive.org")


def page(number: int) -> Document:
    """One of the pages; every other comes from another host."""
    url = f"https://{HOSTS[number % 2]}/jobs/uk/skill%20{number}.do"
    return a_document(f"<html>page {number} {'x' * number}</html>".encode(), url=url, http_status=200)


def main(folder: str, run: str) -> None:
    archive = Archive(Path(folder))
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for start in range(0, PAGES, AT_ONCE):
        pages = [page(number) for number in range(start, start + AT_ONCE)]
        archive.sweep()
        if {capture_id(each) for each in pages} <= {entry.capture_id for entry in archive.entries()}:
            continue
        with archive.session(run) as session:
            for each in pages:
                sys.stdout.write(session.keep(each).capture_id + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
