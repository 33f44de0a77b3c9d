"""What Dagster loads: every asset, job and resource of the project, on the data root of this process."""

import dagster as dg

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.build import build_definitions


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions on the data root that the environment names when Dagster asks for them."""
    return build_definitions(DataPaths.load())
