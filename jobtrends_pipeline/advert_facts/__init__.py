"""Facts of one's own adverts: SQL from the tables of adverts to fact tables.

It reads the tables on an open connection and changes none of them. The rules are in `docs/method.md`.
"""
