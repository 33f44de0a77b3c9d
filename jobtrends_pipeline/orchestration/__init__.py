"""Orchestration with Dagster: assets, partitions, resources, jobs, instance, runs.

No other package knows Dagster. Runs started from the command line are here too.
"""

import warnings

import dagster as dg

# Backfill policies and multi-to-single mappings were tested and work, but are marked beta in 1.13.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
