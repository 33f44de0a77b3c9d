"""Steps of a run: from captures to facts, trends and report, with archive and warehouse handed in.

Belongs here: the work of one step; it returns counts and notes. Does not: Dagster, the command line, or settings.
"""
