"""Steps of a run: from captures to facts, trends and report.

Belongs here: the work of one step, with archive and warehouse as arguments; it returns counts and notes. Does not:
Dagster, the command line, or settings.
"""
