"""Clients of web archives: Wayback Machine, pywb collections and Common Crawl.

Captures are listed by CDX index and read by Memento or by byte range.
Belongs here: requests to an archive, and whether its response is a whole capture. Does not: the choice of months.
"""
