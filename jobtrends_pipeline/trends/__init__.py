"""Facts to trends: series an analyst would sign, with vintages, reliability and breaks beside every figure.

Each trend is written once, as SQL over the fact tables, and runs on a connection that it is given: for whole tables,
and for any date. No files, network, clock or Dagster belong here.
"""
