"""What a person types into the watchlist and the settings is what is meant, or is refused with its line."""

from pathlib import Path

import pytest

from jobtrends_pipeline.config.settings import Settings, SettingsError
from jobtrends_pipeline.config.watchlist import Watchlist, WatchlistError, load_watchlist
from jobtrends_pipeline.config.yaml_file import YamlFileError, read_yaml


def loaded(folder: Path, body: str | bytes) -> Watchlist:
    path = folder / "watchlist.yaml"
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return load_watchlist(path)


def refused(folder: Path, body: str | bytes) -> str:
    with pytest.raises(WatchlistError) as caught:
        loaded(folder, body)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix("watchlist.yaml").lstrip(": ")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("No", "No"),
        ("on", "on"),
        ("010", "010"),
        ("802.11", "802.11"),
        ("2020", "2020"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("2020-01-01", "2020-01-01"),
        ("C#", "C#"),
        ('"C #"', "C #"),
        ("F# # the language", "F#"),
        ("Java # my favourite", "Java"),
        ("'*nix'", "*nix"),
        ("Back\u00adend\u00a0Developer", "Backend Developer"),
        ("Back\u2011End Developer", "Back-End Developer"),
        ('"Back\\u00adend  Developer "', "Backend Developer"),
        ("Video\\Live Streaming", "Video\\Live Streaming"),
    ],
)
def test_a_name_is_what_was_typed(tmp_path: Path, typed: str, name: str) -> None:
    (role,) = loaded(tmp_path, f"roles:\n  - name: {typed}\n").roles
    assert role.name == name
    assert loaded(tmp_path, f"roles:\n  - name: x\n    places: [{typed}]\n" if "#" not in typed else "roles: []\n")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_of_any_editor_is_read(tmp_path: Path, coding: str, end: str) -> None:
    text = 'roles:\n  - name: Zürich Clerk\n    places: [NO, UK]\n    windows: [3, "6"]\n'.replace("\n", end)
    (role,) = loaded(tmp_path, text.encode(coding)).roles
    assert (role.name, role.places, role.windows) == ("Zürich Clerk", ("NO", "UK"), (3, 6))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "roles:\n  - name: Java\n    aliases: [J2EE]\n  - name: j2ee\n",
            ("line 4: the name 'j2ee' of j2ee is the alias of Java in line 3 too: leave one out, "
            "a page can be of one role only"),
        ),
        (
            "roles:\n  - name: J2EE\n  - name: Java\n    aliases:\n      - JVM\n      - J2EE\n",
            ("line 6: the alias 'J2EE' of Java is the name of J2EE in line 2 too: leave one out, "
            "a page can be of one role only"),
        ),
        (
            "roles:\n  - name: Java\n    aliases: [JVM]\n  - name: Kotlin\n    aliases: [jvm]\n",
            ("line 5: the alias 'jvm' of Kotlin is the alias of Java in line 3 too: leave one out, "
            "a page can be of one role only"),
        ),
        (
            "roles:\n  - name: Java\n    aliases: [JVM, jvm]\n",
            "line 3: 'jvm' stands twice in the aliases of Java: leave one out",
        ),
        (
            "roles:\n  - name: Java\n    places: [UK, uk]\n",
            "line 3: 'uk' stands twice in the places of Java: leave one out",
        ),
        (
            "roles:\n  - name: Java\n    places: [UK, 'U\u200bK ']\n",
            "line 3: 'UK' stands twice in the places of Java: leave one out",
        ),
        (
            "roles:\n  - name: Java\n    windows: [6, 6]\n",
            "line 3: '6' stands twice in the windows of Java: leave one out",
        ),
        ("roles:\n  - name: Java\n  - name: JAVA\n", "line 3: the name 'JAVA' stands twice, first in line 2: keep one"),
        (
            "roles:\n  - name: Back-End\n  - name: Back\u2011End\n",
            "line 3: the name 'Back-End' stands twice, first in line 2: keep one",
        ),
        (
            "roles:\n  - name: Zürich\n  - name: Zu\u0308rich\n",
            "line 3: the name 'Zürich' stands twice, first in line 2: keep one",
        ),
        (
            "roles:\n  - name: C\n  - name: C--\n",
            ("line 3: the name 'C--' and the name 'C' in line 2 have one key, 'c': "
            "make one the alias of the other, or leave one out"),
        ),
        (
            "roles:\n  - name: Node.js\n  - name: React\n    aliases: [Node JS]\n",
            ("line 4: the alias 'Node JS' and the name 'Node.js' in line 2 have one key, 'node-js': "
            "make one the alias of the other, or leave one out"),
        ),
        (
            "roles:\n  - name: 開発\n",
            "line 2: the name '開発' has no Latin letter and no digit for a key: write another",
        ),
        ("roles:\n  - name: Market Index\n", "line 2: the name 'Market Index' is reserved: write another"),
        (
            "roles:\n  - name: Pyth\u043en\n",
            ("line 2, role 1 (Pyth\u043en), 'name': 'Pyth\u043en' mixes Latin letters with Greek or Cyrillic ones "
            "that look like them: type it anew"),
        ),
        (
            "roles:\n  - name: Java\n\nroles:\n  - name: C#\n",
            "line 4: the key 'roles' stands twice, first in line 1: keep one",
        ),
        (
            "roles:\n  - name: Java\n    places: [UK]\n    places: [London]\n",
            "line 4: the key 'places' stands twice, first in line 3: keep one",
        ),
        (
            "roles:\n  - name: C #\n",
            "line 2: ` #` after 'C' begins a comment: put the value in quotes, or leave the sign out",
        ),
        (
            "roles:\n  - name: Java\n    aliases:\n      - C # Developer\n",
            "line 4: ` #` after 'C' begins a comment: put the value in quotes, or leave the sign out",
        ),
        (
            "roles:\n  - name: *nix\n",
            ("is not valid YAML: line 2, column 11: found undefined alias; "
            'put a value that begins with `*` in quotes: "*nix"'),
        ),
        (
            "roles:\n  - name: Security: Cleared\n",
            ("is not valid YAML: line 2, column 19: mapping values are not allowed in this context; "
            "put a value with a colon in it in quotes"),
        ),
        (
            b"roles:\n  - name: Caf\xe9\n",
            "is not valid YAML: line 2: it is not UTF-8 text, save the file as UTF-8",
        ),
        (
            "roles:\n  - name: !!python/name:os.system x\n",
            "is not valid YAML: line 2: the tag 'tag:yaml.org,2002:python/name:os.system' is not known",
        ),
        ("roles:\n  - ? [a]\n    : b\n", "is not valid YAML: line 2: a key is no text"),
        ("roles:\n  - <<: x\n    name: Java\n", "is not valid YAML: line 2: `<<` takes over keys only"),
        ("roles:\n  - name: null\n", "line 2, role 1, 'name': should be text, not empty"),
        ("", "line 1, the file: should be keys with values, not empty"),
        ("roles:\n", "line 1, 'roles': should be a list, not empty"),
    ],
)  # fmt: skip
def test_what_means_two_things_or_none_is_refused_with_its_line(
    tmp_path: Path, body: str | bytes, message: str
) -> None:
    assert refused(tmp_path, body) == message


def test_what_means_one_thing_is_taken(tmp_path: Path) -> None:
    body = (
        "roles:\n  - &java\n    name: Java\n    aliases: [JAVA, J2EE]\n    places: [UK, London]\n"
        "  - <<: *java\n    name: Node.js\n    aliases: [Node JS, NodeJS]\n"
    )
    java, node = loaded(tmp_path, body).roles
    assert (java.places, node.places) == (("UK", "London"), ("UK", "London"))
    assert loaded(tmp_path, body).role_of_subject("Node\u00a0JS") == "node-js"


def test_aliases_of_aliases_do_not_fill_the_memory(tmp_path: Path) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]\n" for n in range(1, 12))
    path = tmp_path / "x.yaml"
    path.write_text(f"a0: &a0 [x]\n{levels}")
    with pytest.raises(YamlFileError, match=r"^line \d+: too many values one inside another$"):
        read_yaml(path)
    path.write_text("a: &a [*a]\n")
    with pytest.raises(YamlFileError):
        read_yaml(path)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "contact: me@x.org\ncontact: you@x.org\n",
            "line 2: the key 'contact' stands twice, first in line 1: keep one",
        ),
        ("notify:\n  log: true\n  log: false\n", "line 3: the key 'log' stands twice, first in line 2: keep one"),
        ("contact: [\n", "is not valid YAML: line 2, column 1: did not find expected node content"),
    ],
)
def test_settings_are_read_by_the_same_rules(tmp_path: Path, body: str, message: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(body)
    with pytest.raises(SettingsError) as caught:
        Settings.load(path, {})
    assert str(caught.value) == f"settings.yaml {message}"


def test_settings_are_what_was_typed_and_numbers_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(
        "contact: me\u200b@x.org\npause_seconds: 2.5\nrefresh_hours: [1, 6]\nallows_loopback: yes\nstorage: null\n"
    )
    settings = Settings.load(path, {})
    assert (settings.contact, settings.pause_seconds, settings.refresh_hours) == ("me@x.org", 2.5, (1, 6))
    assert (settings.allows_loopback, settings.storage) == (True, None)
