"""Sensors: what makes runs without anyone asking. They read files and the event log; none opens the warehouse."""
