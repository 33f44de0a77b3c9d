"""DuckDB warehouse: transactional storage, reading, publication, export.

No Dagster here.
"""
