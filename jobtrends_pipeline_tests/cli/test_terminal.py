"""Whatever names, addresses and files are called, and whatever a terminal can show: no command is sent, none fails."""

import csv
import io
import json
import os
import pty
import subprocess
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.base.plain import visible
from jobtrends_pipeline.cli import main, show
from jobtrends_pipeline.cli.terminal import guarded
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import COMMAND, called

C0 = [chr(code) for code in range(32) if chr(code) not in "\n\0"]
C1 = [chr(code) for code in range(0x7F, 0xA0)]
BIDI = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
UNSEEN = [*"\u00ad\u200b\u200d\u2028\u2029\u2060\ufeff\U000e0041"]
HOSTILE = "".join(["a\x1b]0;PWN\x07b\x1b[31mRED", *C0, *C1, *BIDI, *UNSEEN])
QUOTED = " || ".join(f"chr({ord(one)})" for one in HOSTILE)
WORDS = "SELECT 'é − £ 日本' AS \"naïve\""
READING = [
    ["trend", "java"], ["trend", "java", "--json"], ["trend", "Développeur £"],
    ["compare", "java", "backend-developer"],
    ["skills", "backend-developer"], ["skills", "backend-developer", "--json"], ["roles"], ["roles", "--json"],
    ["status"], ["status", "--json"], ["status", "--role", "java"], ["doctor"], ["notify"], ["archive", "verify"],
    ["archive", "list"], ["archive", "list", "--json"], ["sql", WORDS], ["sql", WORDS, "--csv"],
    ["sql", WORDS, "--json"],
    ["sql", "SELECT é−"], ["--help"], ["trend", "--help"], ["trend", "--nö"], ["nö"],
]  # fmt: skip


def page(url: str, body: bytes) -> Document:
    return Document(url, datetime(2026, 5, 1, tzinfo=UTC), "saved", body, None, None, "x.html")


def is_seen(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n"))


def test_a_table_of_the_terminal_has_a_line_a_row_and_no_character_that_is_not_seen(root: DataPaths) -> None:
    out = called("sql", f'SELECT {QUOTED} AS "n\x1b[1m\u202e" FROM range(2)').out  # noqa: S608  # nobody else's
    assert is_seen(out)
    assert out.splitlines()[0].startswith("n?[1m?")
    assert out.count("a?]0;PWN?b?[31mRED") == 2


def test_csv_gives_cells_that_no_terminal_obeys_and_no_spreadsheet_runs(root: DataPaths) -> None:
    query = (
        f"SELECT {QUOTED} AS t, '=HYPERLINK(\"http://evil\",\"x\")' AS f, '@x' AS \"+head\", -5 AS n, 'two\nlines' AS l"
    )
    out = called("sql", query, "--csv").out
    assert is_seen(out)
    heads, row = csv.reader(io.StringIO(out))
    assert heads == ["t", "f", "'+head", "n", "l"]
    assert row[0].startswith("a?]0;PWN?b?[31mRED")
    assert row[1:] == ['\'=HYPERLINK("http://evil","x")', "'@x", "-5", "two\nlines"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠"])
def test_csv_guards_what_the_exports_guard(start: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out), guarded():
        show.say_csv(["a"], [[f"{start}1+1"], ["1+1"], [-1], [None]])
    assert list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:] == [
        [f"'{visible(start)}1+1"],
        ["1+1"],
        ["-1"],
        [""],
    ]


def test_json_gives_programs_every_character_and_terminals_ascii(root: DataPaths) -> None:
    out = called("sql", f'SELECT {QUOTED} AS "h\u202e\x7f"', "--json").out
    assert (out.isascii(), is_seen(out), out.count("\n")) == (True, True, 1)
    assert json.loads(out) == {"h\u202e\x7f": HOSTILE}


def test_addresses_of_the_archive_are_seen_as_they_are_in_every_form(root: DataPaths) -> None:
    url = "https://www.itjobswatch.co.uk/jobs/uk/\x1b]0;pwn\x07\x9b31m\u202ejava.do"
    Archive(root.archive_dir).add("hostile", [page(url, b"<p>\x1b[2J")])
    listed = called("archive", "list").out
    assert is_seen(listed)
    assert "uk/?]0;pwn??31m?java.do" in listed.replace("\n", "")
    entries = map(json.loads, called("archive", "list", "--json").out.splitlines())
    (held,) = [entry for entry in entries if "pwn" in entry["url"]]
    for arguments in ([], ["--json"]):
        outcome = called("archive", "show", held["capture_id"], *arguments)
        assert (outcome.code, is_seen(outcome.out), "pwn" in outcome.out) == (0, True, True)


def test_file_names_are_shown_on_one_line_whatever_they_hold(empty_root: DataPaths, tmp_path: Path) -> None:
    names = ["x\x1b]0;pwn\x07.html", "y\u202elmth.txt", "two\nlines.html", "z\x9b2J.html", "=1+1.html"]
    for name in names:
        (tmp_path / name).write_text("Buy milk")
    (tmp_path / os.fsdecode(b"undecodable \xff.html")).write_text("Buy milk")
    outcome = called("ingest", *sorted(tmp_path.glob("*.*")))
    assert (outcome.code, is_seen(outcome.err), len(outcome.complaints)) == (1, True, len(names) + 1)
    for shown in ("x\\u001b]0;pwn\\u0007", "y\\u202elmth", "two\\u000alines", "z\\u009b2J", "undecodable \\xff"):
        assert f"/{shown}." in outcome.err


def test_what_a_person_typed_is_harmless_in_what_is_said_of_it(root: DataPaths) -> None:
    typed = [
        ["trend", HOSTILE], ["status", "--role", HOSTILE], ["sql", f"SELECT '{HOSTILE}"], [f"--{HOSTILE}"],
        ["archive", "show", HOSTILE], ["export", "x", "--table", HOSTILE], ["compare", HOSTILE, "java"],
    ]  # fmt: skip
    for arguments in typed:
        outcome = called(*arguments)
        assert (outcome.code > 0, is_seen(outcome.out + outcome.err), outcome.err.count("\n") > 0) == (True, True, True)


def test_progress_logs_and_tracebacks_are_seen_too(monkeypatch: pytest.MonkeyPatch, empty_root: DataPaths) -> None:
    monkeypatch.setenv("JOBTRENDS_DEBUG", "1")
    monkeypatch.setattr(DataPaths, "load", mock.Mock(side_effect=ValueError(HOSTILE)))
    outcome = called("doctor")
    assert "Traceback" in outcome.err
    assert is_seen(outcome.err)
    err = io.StringIO()
    with redirect_stderr(err), guarded(), show.progress("x") as tell:
        tell(f"reading {HOSTILE}")
    assert (is_seen(err.getvalue()), err.getvalue().count("\n")) == (True, 1)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1", "utf-8"])
def test_reading_commands_work_in_every_encoding(root: DataPaths, encoding: str) -> None:
    for arguments in READING:
        code, out, err = encoded(arguments, encoding)
        wide = called(*arguments)
        assert (code, bool(out), bool(err)) == (wide.code, bool(wide.out), bool(wide.err)), arguments
        assert "UnicodeEncodeError" not in err
        if "--json" in arguments:
            assert out == wide.out


def test_minus_pounds_and_sparklines_have_stand_ins_where_an_encoding_lacks_them(root: DataPaths) -> None:
    _, out, _ = encoded(["trend", "java"], "ascii")
    assert "GBP 70,000 to GBP 75,890 a year" in out
    assert "-47.62%" in out
    assert "875511  2.86% to 7.56%" in out
    assert "875511  2.86% to 7.56%" in encoded(["trend", "java"], "cp437")[1]
    assert "£70,000 to £75,890 a year" in encoded(["trend", "java"], "cp1252")[1]


def encoded(arguments: Sequence[str], encoding: str) -> tuple[int, str, str]:
    """Code, output and errors of a command whose streams have an encoding and are strict about it."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(each, encoding, errors="strict", write_through=True) for each in (out, err)]
    code = 0
    with (
        mock.patch("sys.argv", ["jobtrends", *arguments]),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
    ):
        try:
            main.run()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue().decode(encoding), err.getvalue().decode(encoding)


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "nowhere_XX.utf8", "PYTHONIOENCODING": "ascii"},
    ],
    ids=" ".join,
)
def test_the_real_command_works_in_a_narrow_locale(root: DataPaths, variables: dict[str, str]) -> None:
    ended = subprocess.run(
        [COMMAND, "trend", "java"], capture_output=True, check=False, env={**os.environ, **variables}, timeout=900
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"13 Mar 2026 2.86% -47.62%" in ended.stdout


def test_a_dumb_narrow_terminal_gets_lines_that_fit_and_a_page_that_commands_nothing(root: DataPaths) -> None:
    assert "\x1b" not in on_a_terminal("status", "--role", "java")
    assert max(map(len, on_a_terminal("status", "--role", "java").splitlines())) <= 40
    assert "\x1b" not in on_a_terminal("trend", "java")
    hostile = page("https://x/", b"<p>\x1b]0;pwn\x07\xc2\x9b</p>")
    (held,) = Archive(root.archive_dir).add("hostile", [hostile])
    assert "<p>?]0;pwn??</p>" in on_a_terminal("archive", "show", held.capture_id, "--body")


def on_a_terminal(*arguments: str) -> str:
    """What the real command prints on a terminal of 40 columns that knows no commands."""
    ours, its = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "40"}
    with subprocess.Popen([COMMAND, *arguments], stdin=its, stdout=its, stderr=its, env=environment):
        os.close(its)
        printed = b""
        with os.fdopen(ours, "rb", buffering=0) as terminal:
            try:
                while more := terminal.read(65536):
                    printed += more
            except OSError:  # the last process that had it open is gone
                pass
    return printed.decode().replace("\r\n", "\n")
