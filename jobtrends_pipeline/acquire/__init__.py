"""Acquisition: choice, retrieval and identification of pages.

Belongs here: rules that need both the world (`fetch`, `archive`, `web_archives`, `saved_files`) and `pages`. Does not:
the warehouse, Dagster, or figures.
"""
