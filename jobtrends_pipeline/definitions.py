"""What Dagster loads: every asset, job and resource of the project, on the data root of this process."""

from jobtrends_pipeline.config.paths import Settings
from jobtrends_pipeline.orchestration.build import build_definitions

defs = build_definitions(Settings.load())
