"""Reading of the published warehouse, for the command line, notebooks and servers.

Nothing here writes, knows Dagster, or prints; what is not held raises an error of one line.
"""
