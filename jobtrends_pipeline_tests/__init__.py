"""Tests of jobtrends_pipeline; the folders mirror the package."""
