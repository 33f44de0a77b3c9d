"""`jobtrends notify`, and what the doctor says of it."""

from collections.abc import Iterator

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.notify.mail import PASSWORD_VARIABLE
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.notify_servers import Posts, taking_mail, taking_posts
from jobtrends_pipeline_tests.support.watched_world import publish_pages, ticking, vintage

HOW = "set `notify` in"


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Posts]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with taking_posts() as server:
        yield server


def configure(paths: DataPaths, *lines: str) -> None:
    paths.data_dir.mkdir(exist_ok=True)
    paths.settings_file.write_text("\n".join(["notify:", *(f"  {line}" for line in lines), ""]))


def doctor_line() -> str:
    """What the doctor says of notifications."""
    return next(line for line in called("doctor").out.splitlines() if line[4:].startswith("notify"))


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--test"], 1)])
def test_without_a_channel_it_says_how_to_set_one(empty_root: DataPaths, arguments: list[str], code: int) -> None:
    outcome = called("notify", *arguments)
    assert (outcome.code, outcome.err) == (code, "")
    assert f"{HOW} {empty_root.settings_file}" in outcome.out
    assert not empty_root.data_dir.exists()


def test_a_test_message_goes_out_by_every_channel_each_time(empty_root: DataPaths, posts: Posts) -> None:
    with taking_mail() as box:
        email = (
            f"email: {{host: localhost, port: {box.port}, starttls: false, from: a@example.org, to: [b@example.org]}}"
        )
        configure(empty_root, f"webhook: {posts.url('/T0PSECRET')}", email, "log: true")
        for _ in range(2):
            outcome = called("notify", "--test")
            assert (outcome.code, outcome.err) == (0, "")
            assert outcome.out.splitlines() == [
                "ok  webhook (127.0.0.1): came through",
                f"ok  e-mail (localhost:{box.port} to b@example.org): came through",
                f"ok  log ({empty_root.notifications_file}): came through",
            ]
    assert posts.titles == ["This is a test"] * 2
    assert [mail["Subject"] for mail in box.mails] == ["[jobtrends] This is a test"] * 2
    assert len(empty_root.notifications_file.read_text().splitlines()) == 2


def test_a_channel_that_does_not_work_is_said_and_the_exit_code_is_1(empty_root: DataPaths, posts: Posts) -> None:
    posts.status = 500
    configure(empty_root, f"webhook: {posts.url('/T0PSECRET')}", "log: true")
    outcome = called("notify", "--test")
    assert outcome.code == 1
    assert outcome.out.splitlines()[0] == "NO  webhook (127.0.0.1): answered with status 500"
    assert outcome.out.splitlines()[1].endswith("came through")


def test_without_test_nothing_is_sent(empty_root: DataPaths, posts: Posts) -> None:
    configure(empty_root, f"webhook: {posts.url('/T0PSECRET')}")
    outcome = called("notify")
    assert outcome.out == "ok  webhook (127.0.0.1): on, try it with `jobtrends notify --test`\n"
    assert posts.arrivals == []


def test_a_fault_of_the_settings_is_one_line(empty_root: DataPaths) -> None:
    configure(empty_root, "webhok: https://hooks.example.org/T0PSECRET")
    outcome = called("notify")
    assert outcome.code == 1
    (complaint,) = outcome.complaints
    assert "notify.webhok: Extra inputs are not permitted; did you mean webhook?" in complaint
    assert "T0PSECRET" not in complaint


MOVED = "rules: [{moved: [median]}]"


def test_a_dry_run_shows_what_the_rules_find_and_sends_and_notes_nothing(empty_root: DataPaths, posts: Posts) -> None:
    configure(empty_root, f"webhook: {posts.url('/T0PSECRET')}", "log: true", MOVED)
    publish_pages(empty_root, vintage("2026-02-15", 80_000), vintage("2026-02-15", role="go", name="Go"))
    for _ in range(2):
        outcome = called("notify", "--dry-run")
        assert (outcome.code, outcome.err) == (0, "")
        (line,) = outcome.out.splitlines()
        assert line.startswith(
            "new rule 1, as of 2026-02-15: The median Java salary advertised in the UK in the 6 months"
        )
    assert posts.arrivals == []
    assert not any(path.exists() for path in (empty_root.notifications_file, empty_root.watched_file))


def test_a_dry_run_says_what_was_looked_at_before(empty_root: DataPaths) -> None:
    with ticking(empty_root, "{moved: [median]}") as sensor:
        sensor.bring(vintage("2026-02-15", 80_000))
    assert called("notify", "--dry-run").out.startswith("old rule 1, as of 2026-02-15: The median Java salary")


def test_a_dry_run_says_that_the_rules_find_nothing(empty_root: DataPaths) -> None:
    assert called("notify", "--dry-run").out == f"no rules: set `notify.rules` in {empty_root.settings_file}\n"
    configure(empty_root, MOVED)
    outcome = called("notify", "--dry-run")
    assert outcome.code == 1
    assert "does not exist yet" in outcome.err
    publish_pages(empty_root, vintage("2026-02-15"))
    assert called("notify", "--dry-run").out == "no rule finds a change in the latest vintage of 1 series\n"
    assert called("notify", "--dry-run", "--test").code == 1


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("roles: [jva]", "notify.rules.1.roles: no role 'jva' is held; did you mean 'java'?"),
        ("roles: [Pyton]", "notify.rules.1.roles: no role 'Pyton' is held; did you mean 'python'?"),
        ("places: [Londn]", "notify.rules.1.places: no place 'Londn' is held; did you mean 'London'?"),
        ("publishers: [mine]", "notify.rules.1.publishers: no publisher 'mine' is held"),
    ],
)
def test_a_name_that_nothing_has_is_one_line_with_the_near_one(empty_root: DataPaths, rule: str, words: str) -> None:
    configure(empty_root, "log: true", f"rules: [{{moved: [median], {rule}}}]")
    (empty_root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Python\n    places: [UK, London]\n")
    publish_pages(empty_root, vintage("2026-02-15", 80_000))
    for arguments in ([], ["--dry-run"]):
        outcome = called("notify", *arguments)
        assert outcome.code == 1
        assert [line for line in outcome.out.splitlines() if line[:3] == "NO "] == [f"NO  settings.yaml, {words}"]
    assert doctor_line() == f"NO  notify       {words}"


def test_rules_that_can_work_are_counted(empty_root: DataPaths) -> None:
    configure(empty_root, "log: true", MOVED)
    outcome = called("notify")
    assert outcome.code == 0
    assert outcome.out.splitlines()[1] == "ok  rules: 1, see what they find with `jobtrends notify --dry-run`"


def test_the_doctor_says_which_channels_are_on(empty_root: DataPaths) -> None:
    assert f"no notifications are sent: {HOW}" in doctor_line()
    configure(empty_root, "webhook: https://hooks.example.org/T0PSECRET", "log: true")
    assert doctor_line() == f"ok  notify       webhook (hooks.example.org), log ({empty_root.notifications_file})"


def test_the_doctor_finds_a_password_that_is_missing(empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    configure(empty_root, "email: {host: smtp.example.org, from: a@example.org, to: [b@example.org], username: me}")
    assert doctor_line().startswith("NO  notify ")
    assert doctor_line().endswith("JOBTRENDS_SMTP_PASSWORD is not set, the password of me")
    assert called("notify").code == 1
    monkeypatch.setenv(PASSWORD_VARIABLE, "right")
    assert doctor_line() == "ok  notify       e-mail (smtp.example.org:587 to b@example.org)"
