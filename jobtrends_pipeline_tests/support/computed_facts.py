"""Facts of a world of adverts, as the pipeline computes them, typed and validated."""

from datetime import date

import pandas as pd

from jobtrends_pipeline.advert_facts.build import own_facts
from jobtrends_pipeline.advert_facts.request import FactsRequest, PayPoints
from jobtrends_pipeline.facts.validate import validate
from jobtrends_pipeline.tables.advert_figures import ADVERT_FIGURE_TABLES
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline_tests.support.advert_worlds import World

PLACES = ("UK", "London", "Yorkshire", "Leeds", "Scotland")
ASKED = ("data-engineer", "java", "rare", "never-seen")


def computed(
    world: World,
    end: date,
    *,
    publisher: str = "mine",
    places: tuple[str, ...] = PLACES,
    points: PayPoints = PayPoints.QUARTERS,
    shuffle: int | None = None,
) -> dict[str, pd.DataFrame]:
    """Frames by table name, in the order of their grain; each passes its pandera schema."""
    request = FactsRequest(publisher, end, ASKED, places, (3, 6), points)
    with world.load(shuffle=shuffle) as connection:
        queries = own_facts(connection, request)
        frames = {}
        for table in (*FACT_TABLES, *ADVERT_FIGURE_TABLES):
            names = ", ".join(table.column_names)
            frame = connection.execute(f"SELECT {names} FROM ({queries[table.name]})").df()  # noqa: S608
            checked, verdict = validate(table, typed(table, frame))
            assert verdict.is_valid, (table.name, verdict.cases)
            frames[table.name] = checked.sort_values(list(table.grain), ignore_index=True)
    return frames
