"""The inbox: saved pages that wait, what is in them, and where they go once they were looked at."""
