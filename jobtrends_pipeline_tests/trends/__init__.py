"""Tests of `jobtrends_pipeline.trends`."""
