"""Fixtures of the report's tests in the browser."""

from jobtrends_pipeline_tests.reports.conftest import captures, findings, site, tables

__all__ = ["captures", "findings", "site", "tables"]
