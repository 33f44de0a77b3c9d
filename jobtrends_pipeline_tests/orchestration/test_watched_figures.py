"""People are told of changes that their rules name: once per vintage, never of the past, whatever is made anew."""

from xml.etree import ElementTree as ET

import duckdb
import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.notify_servers import taking_mail, taking_posts
from jobtrends_pipeline_tests.support.watched_world import SKILLS, Printed, publish_pages, set_rules, ticking, vintage

MEDIAN = "{moved: [median]}"
ATOM = "{http://www.w3.org/2005/Atom}"
WEEKS = ("2026-02-01", "2026-02-08", "2026-02-15", "2026-02-22")
REPORT = "log: true, report: 'http://report.example.org/jobs/'"


def entries(paths: DataPaths) -> list[dict[str, str]]:
    """Entries of the feed, each with identity, title and content."""
    root = ET.fromstring(paths.watched_feed_file.read_text(encoding="utf-8"))  # noqa: S314  # our own
    return [
        {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "content")}
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_a_message_has_figure_error_verdict_dates_link_and_source(empty_root: DataPaths) -> None:
    with ticking(empty_root, MEDIAN, channels=REPORT) as sensor:
        (message,) = sensor.bring(vintage("2026-02-15", 80_000))
    assert message["title"] == "Java, UK, permanent, 6 months to 15 Feb 2026: median +33.33% on the year"
    figure, source = message["happened"].split("\n")
    assert figure == (
        "The median Java salary advertised in the UK in the 6 months to 15 February 2026 was £80,000 a year (n = 900 "
        "salaries quoted; standard error about £2,900, 3.6%; good reliability), up 33.33% on the year before, beyond "
        "sampling noise."
    )
    assert source == "As of 2026-02-15. Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid."
    assert message["link"] == "http://report.example.org/jobs/roles/java.html"
    assert message["severity"] == "info"
    assert "`jobtrends trend java`" in message["action"]


def test_a_vintage_is_told_of_once_also_when_all_is_made_anew(empty_root: DataPaths) -> None:
    moved = vintage("2026-02-15", 80_000)
    with ticking(empty_root, MEDIAN) as sensor:
        assert len(sensor.bring(moved)) == 1
        assert sensor.tick() == "nothing new"
        assert sensor.bring(moved) == []
    empty_root.notified_file.unlink()  # what was sent within a day, which a later rebuild no longer finds
    with ticking(empty_root, MEDIAN) as sensor:
        assert sensor.bring(moved) == []


def test_a_move_that_goes_on_is_no_news_and_one_that_comes_back_is(empty_root: DataPaths) -> None:
    pages = [vintage(day, median) for day, median in zip(WEEKS, (80_000, 80_000, 60_000, 80_000), strict=True)]
    with ticking(empty_root, MEDIAN) as sensor:
        counts = [len(sensor.bring(*pages[: number + 1])) for number in range(len(pages))]
    assert counts == [1, 0, 0, 1]


def test_a_move_the_other_way_is_news(empty_root: DataPaths) -> None:
    with ticking(empty_root, MEDIAN) as sensor:
        sensor.bring(vintage(WEEKS[0], 80_000))
        (message,) = sensor.bring(vintage(WEEKS[0], 80_000), vintage(WEEKS[1], 45_000))
    assert "median −25.00% on the year" in message["title"]


def test_of_a_past_that_arrives_at_once_the_latest_vintage_is_looked_at(empty_root: DataPaths) -> None:
    past = [vintage(day, 80_000 if number % 2 else 60_000) for number, day in enumerate(WEEKS)]
    with ticking(empty_root, MEDIAN) as sensor:
        (message,) = sensor.bring(*past)
        assert "to 22 Feb 2026" in message["title"]
        assert sensor.bring(*past, vintage("2025-02-20", 90_000)) == []


def test_vintages_that_arrive_together_are_compared_with_the_one_looked_at_last(empty_root: DataPaths) -> None:
    with ticking(empty_root, MEDIAN) as sensor:
        assert sensor.bring(vintage(WEEKS[0])) == []
        later = [vintage(day, 80_000) for day in WEEKS[1:]]
        assert len(sensor.bring(vintage(WEEKS[0]), *later)) == 1


def test_a_change_within_noise_is_not_told(empty_root: DataPaths) -> None:
    with ticking(empty_root, "{moved: [median, share, rank]}") as sensor:
        assert sensor.bring(vintage("2026-02-15", 60_500, adverts=1_010)) == []


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ("roles: [java]", ["Java, London", "Java, UK"]),
        ("roles: [Java], places: [london]", ["Java, London"]),
        ("places: [UK], markets: [permanent], publishers: [itjobswatch]", ["Java, UK", "Python, UK"]),
        ("markets: [contract]", []),
    ],
)
def test_a_rule_names_roles_places_markets_and_publishers(empty_root: DataPaths, rule: str, places: list[str]) -> None:
    pages = (
        vintage("2026-02-15", 80_000),
        vintage("2026-02-15", 80_000, place="London"),
        vintage("2026-02-15", 80_000, role="python", name="Python"),
    )
    with ticking(empty_root, f"{{moved: [median], {rule}}}") as sensor:
        assert [message["title"].partition(", permanent")[0] for message in sensor.bring(*pages)] == places


def test_share_and_rank_are_told_with_the_error_of_the_share(empty_root: DataPaths) -> None:
    with ticking(empty_root, "{moved: [share, rank]}") as sensor:
        (message,) = sensor.bring(vintage("2026-02-15", adverts=2_000))
    share, rank, _ = message["happened"].split("\n")
    error = "n = 2,000 adverts; standard error 3.8% of it; good reliability"
    where, change = "Java, UK, permanent, 6 months", "on the year before [b]"  # twice the adverts, as many quote pay
    assert share == (
        f"Share of all permanent jobs that ask for {where}: 4.00% ({error}), +100.00% {change}, beyond sampling noise."
    )
    assert rank == (
        f"Rank by demand of {where}: 800, +100 places {change}; a rank has no error of its own, its share went the "
        f"same way beyond sampling noise ({error})."
    )


def test_a_move_since_the_week_before_is_judged_with_those_of_all_series(empty_root: DataPaths) -> None:
    rule = "{moved: [median, share, rank], since: week}"
    pages = (vintage(WEEKS[0]), vintage(WEEKS[1], 80_000, adverts=2_000))
    with ticking(empty_root, rule) as sensor:
        (message,) = sensor.bring(*pages)
    median, share, rank, _ = message["happened"].split("\n")
    assert median == (
        "Median salary of Java, UK, permanent, 6 months: £80,000 a year (standard error about £2,900; good "
        "reliability), from £60,000, +33.33% since the vintage of 1 Feb 2026, beyond sampling noise, judged together "
        "with the moves of all series."
    )
    assert "from 2.00%, +100.00% since the vintage of 1 Feb 2026" in share
    assert "+100 places since the vintage of 1 Feb 2026" in rank


def test_a_skill_that_enters_the_top_list_is_told_once(empty_root: DataPaths) -> None:
    pages = [vintage("2025-02-08"), vintage("2026-02-08", skills=(*SKILLS, "Kotlin"))]
    with ticking(empty_root, "{new_skills: true}") as sensor:
        (message,) = sensor.bring(*pages)
        assert sensor.bring(*pages, vintage("2026-02-15", skills=(*SKILLS, "Kotlin"))) == []
    assert message["title"].endswith("to 8 Feb 2026: new top skill Kotlin")
    assert message["happened"].split("\n")[0] == (
        "New among the top skills of Java, UK, permanent, 6 months since the vintage of 8 Feb 2025: Kotlin, rank 4, "
        "10.00% of the adverts (n = 100 adverts; standard error 16.9% of it; low reliability [u])."
    )


@pytest.mark.parametrize(("threshold", "count"), [("4", 1), ("5", 0)])
def test_a_revision_is_told_where_it_is_larger_than_the_rule_says(
    empty_root: DataPaths, threshold: str, count: int
) -> None:
    pages = (vintage("2025-02-15", 60_000), vintage("2026-02-15", 63_000, before=63_000))
    with ticking(empty_root, f"{{revised_pct: {threshold}}}") as sensor:
        assert len(sensor.bring(*pages)) == count


def test_a_revision_names_both_figures_and_is_not_told_again_by_a_page_that_repeats_it(empty_root: DataPaths) -> None:
    pages: list[Printed] = [vintage("2025-02-15", 60_000), vintage("2026-02-15", 66_000, before=66_000)]
    with ticking(empty_root, "{revised_pct: 4}") as sensor:
        (message,) = sensor.bring(*pages)
        again = vintage("2027-02-15", 66_000, before=66_000)
        again["fact_pay"].append({**again["fact_pay"][0], "period_end": pages[0]["fact_pay"][0]["period_end"],
                                  "lag_years": 2, "capture_id": "again"})  # fmt: skip
        assert sensor.bring(*pages, again) == []
    assert message["happened"].startswith(
        "Median, salary of Java, UK, permanent, 6 months in the period to 15 Feb 2025: revised to £66,000 (standard "
        "error 2.8% of it; good reliability), +10.00% on the £60,000 printed first, as of 15 Feb 2025."
    )


def test_a_rule_that_is_added_finds_the_latest_vintage_and_the_others_say_nothing_again(empty_root: DataPaths) -> None:
    moved = vintage("2026-02-15", 80_000, adverts=2_000)
    with ticking(empty_root, MEDIAN) as sensor:
        sensor.bring(moved)
        set_rules(empty_root, MEDIAN, "{moved: [share]}")
        sensor.tick()
        set_rules(empty_root, "{moved: [share, median], roles: [java]}")
        sensor.tick()
        titles = [message["title"].partition(": ")[2] for message in sensor.told]
    assert titles == ["median +33.33% on the year", "share +100.00% on the year"]


def test_many_series_share_messages_and_no_tick_sends_more_than_five(empty_root: DataPaths) -> None:
    pages = [
        vintage("2026-02-15", 80_000, adverts=2_000, role=f"role-{number:03}", name=f"Role {number}")
        for number in range(60)
    ]
    with ticking(empty_root, "{moved: [median, share, rank]}", channels=REPORT) as sensor:
        publish_pages(empty_root, *pages)
        assert sensor.tick() == "5 messages, 5 wait for the next tick"
        assert sensor.tick() == "5 messages, 0 wait for the next tick"
        assert sensor.tick() == "nothing new"
        messages = sensor.told
    assert [message["title"].partition(":")[0] for message in messages] == ["6 series changed"] * 10
    assert messages[0]["link"] == "http://report.example.org/jobs/"
    lines = [line for message in messages for line in message["happened"].split("\n")]
    assert sum(line.startswith("The median Role") for line in lines) == 60
    assert lines.count("http://report.example.org/jobs/roles/role-000.html") == 1
    assert len({entry["id"] for entry in entries(empty_root)}) == 60


def test_the_feed_has_an_entry_for_each_series_and_vintage_also_without_a_channel(empty_root: DataPaths) -> None:
    with ticking(empty_root, MEDIAN, channels="log: false") as sensor:
        sensor.bring(vintage(WEEKS[0], 80_000))
        sensor.bring(vintage(WEEKS[0], 80_000), vintage(WEEKS[1], 45_000))
        assert sensor.told == []
    newest, oldest = entries(empty_root)
    assert newest["title"].endswith("8 Feb 2026: median −25.00% on the year")
    assert oldest["title"].endswith("1 Feb 2026: median +33.33% on the year")
    assert newest["id"] != oldest["id"]
    assert newest["content"].endswith("Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid.")
    assert 'href="roles/java.html"' in empty_root.watched_feed_file.read_text(encoding="utf-8")


def test_hostile_names_add_no_header_no_line_and_no_mention(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    name = "Java\r\nBcc: evil@example.org\r\n\r\n<!channel> [x](http://evil.example)\x1b[2J\u202e"
    skill = "Kotlin\nWhat to do: send money\x00"
    pages = [vintage("2025-02-15"), vintage("2026-02-15", 80_000, name=name, skills=(*SKILLS, skill))]
    with taking_mail() as box, taking_posts() as posts:
        email = f"{{host: localhost, port: {box.port}, starttls: false, from: a@example.org, to: [b@example.org]}}"
        with ticking(
            empty_root, MEDIAN, "{new_skills: true}", channels=f"email: {email}, webhook: '{posts.url('/T')}'"
        ) as sensor:
            sensor.bring(*pages)
    (mail,) = box.mails
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert mail["Subject"].startswith("[jobtrends] Java Bcc: evil@example.org <!channel>")
    body = mail.get_body()
    assert body
    assert body.get_content_type() == "text/plain"
    text = body.get_content()
    assert [line[:11] for line in text.splitlines() if line] == [
        "The median ", "New among t", "As of 2026-", "What to do:",
    ]  # fmt: skip
    assert "".join(text.splitlines()).isprintable()
    assert "Kotlin What to do: send money?" in text
    ((_, _, content),) = posts.arrivals
    assert "<!channel>" not in content["text"]
    assert "](" not in content["text"]
    (entry,) = entries(empty_root)
    assert entry["content"].count("\n") == 2


def test_a_name_that_nothing_has_is_said_and_the_other_rules_work(
    empty_root: DataPaths, capfd: pytest.CaptureFixture[str]
) -> None:
    with ticking(empty_root, "{moved: [share], roles: [jav]}", MEDIAN) as sensor:
        assert len(sensor.bring(vintage("2026-02-15", 80_000))) == 1
    assert "settings.yaml, notify.rules.1.roles: no role 'jav' is held; did you mean 'java'?" in capfd.readouterr().err


def test_without_rules_or_publication_it_says_so_and_notes_nothing(empty_root: DataPaths) -> None:
    with ticking(empty_root) as sensor:
        assert sensor.tick() == f"no rules: set `notify.rules` in {empty_root.settings_file}"
        set_rules(empty_root, MEDIAN)
        assert "jobtrends.duckdb does not exist yet" in sensor.tick()
        publish_pages(empty_root, vintage("2026-02-15", 80_000))
        empty_root.published_file.with_name("jobtrends.duckdb.seal").unlink()  # what no version before 0.2 wrote
        with duckdb.connect(empty_root.published_file) as connection:
            connection.execute("DROP TABLE revisions")
        assert "is of an earlier version, run `jobtrends refresh`" in sensor.tick()
    assert not empty_root.watched_file.exists()


def test_a_memory_that_cannot_be_read_is_replaced(empty_root: DataPaths, capfd: pytest.CaptureFixture[str]) -> None:
    with ticking(empty_root, MEDIAN) as sensor:
        sensor.bring(vintage("2026-02-15", 80_000))
        empty_root.watched_file.write_text('{"seen": [["median year"]]}')
        assert sensor.bring(vintage("2026-02-15", 80_000)) == []  # its key was sent within a day
    assert "watched.json cannot be read (ValueError) and is replaced" in capfd.readouterr().err
