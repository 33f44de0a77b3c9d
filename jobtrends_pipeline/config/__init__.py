"""Configuration: paths, settings, watchlist, cadence, notifications.

Belongs here: the files a person writes, checked key by key, and the paths under the data root. Does not: network
requests, access to the archive or the warehouse.
"""
