"""Sensors that start runs by themselves.

They read files and the event log; none opens the warehouse.
"""
