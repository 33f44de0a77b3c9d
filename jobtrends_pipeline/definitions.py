"""Entry point of Dagster: all assets, jobs and resources of the project."""

import dagster as dg

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.build import build_definitions


@dg.definitions
def defs() -> dg.Definitions:
    """Build the definitions for the data root that the environment names."""
    return build_definitions(DataPaths.load())
