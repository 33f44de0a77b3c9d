"""DuckDB: replace what a run computed in one transaction, read, publish by rename, export. No Dagster here."""
