"""Facts to trends: series an analyst would sign, with vintages, reliability and breaks beside every figure.

Pure functions over frames: fact tables in, trend tables out. No files, network, clock or Dagster belong here.
"""
