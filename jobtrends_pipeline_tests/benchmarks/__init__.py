"""Speed, measured against a named peer in the same run; never part of the tests. `python -m` runs each module."""
