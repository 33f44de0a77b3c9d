"""Dagster: definitions, runs over the sample archive, and what a failed or cut-off run leaves."""
