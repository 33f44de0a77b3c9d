"""Acquisition: which pages to get, from where, and which role and month each page belongs to.

Belongs here: rules that need both the world (`fetch`, `archive`, `web_archives`, `saved_files`) and `pages`.
Does not: the warehouse, Dagster, or figures.
"""
