"""What a person sets: paths, settings, watchlist, cadence, notifications.

Belongs here: the files a person writes, checked key by key, and the paths under the data root.
Does not: anything that asks a host, opens the archive or the warehouse.
"""
