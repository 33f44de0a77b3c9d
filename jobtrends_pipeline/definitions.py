"""What Dagster loads: every asset, job and resource of the project, on the data root of this process."""

from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.settings import Settings

defs = build_definitions(Settings.load())
