"""All that knows Dagster: assets, partitions, resources, jobs, the instance, and runs started from the CLI."""

import warnings

import dagster as dg

# Backfill policies and multi-to-single mappings work, measured, but are marked beta in 1.13.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
