"""Summary of the published warehouse in a few lines."""

from dataclasses import asdict, dataclass

from jobtrends_pipeline.cli.show import number, say
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.pages.page import PARSER_VERSION

_SETTLED = """
    SELECT
        count(*) FILTER (outcome = 'read'),
        count(*) FILTER (outcome = 'partial'),
        count(*) FILTER (outcome = 'quarantined'),
        count(*) FILTER (outcome = 'pending' OR loaded_version IS NULL OR parser_version < {reader:d})
    FROM captures
"""
"""The version of the reader stands in the text, as DuckDB imports pandas to take a parameter."""
_FACTS = ("fact_demand", "fact_pay", "fact_location", "fact_skill", "fact_market_index")


@dataclass(frozen=True, slots=True)
class State:
    """Row counts of the published warehouse."""

    pages_read: int
    pages_partial: int
    pages_quarantined: int
    pages_waiting: int
    facts: int
    findings: int
    findings_to_look_at: int
    roles: int


def published_state(paths: DataPaths) -> State | None:
    """Count pages, facts and findings; null if nothing was published yet."""
    from jobtrends_pipeline.warehouse.published import reading

    if not paths.published_file.exists():
        return None
    with reading(paths.published_file) as connection:
        pages = connection.execute(_SETTLED.format(reader=PARSER_VERSION)).fetchall()[0]
        facts = sum(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in _FACTS)  # noqa: S608
        findings = connection.execute("SELECT count(*), count(*) FILTER (severity <> 'info') FROM findings").fetchall()[
            0
        ]
        roles = connection.execute("SELECT count(DISTINCT role) FROM captures").fetchall()[0][0]
    return State(*(int(value) for value in (*pages, facts, *findings, roles)))


def show_summary(paths: DataPaths, state: State) -> None:
    """Print pages by outcome, facts, findings, the files to open, and the next steps."""
    pages = state.pages_read + state.pages_partial + state.pages_quarantined
    say(
        f"Pages      {number(pages)} of {number(state.roles)} roles: {number(state.pages_read)} read, "
        f"{number(state.pages_partial)} partial, {number(state.pages_quarantined)} quarantined"
    )
    say(f"Facts      {number(state.facts)}")
    say(f"Findings   {number(state.findings)}, {number(state.findings_to_look_at)} of them warnings or errors")
    say(f"Warehouse  {paths.published_file}")
    say(f"Report     {paths.reports_dir / 'index.html'}")
    say("Next       `jobtrends ui` opens the Dagster web UI, `jobtrends refresh` takes what is new")


def as_json(state: State) -> dict[str, int]:
    """Convert the counts to a mapping by name, as `ingest --json` prints it."""
    return asdict(state)
