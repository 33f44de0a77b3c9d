"""Trends computed from facts, with vintages, reliability and breaks per figure.

Each trend is written once, as SQL over the fact tables, and runs on a connection that is passed in: for whole tables,
or as known on any date. No files, network, clock or Dagster belong here.
"""
