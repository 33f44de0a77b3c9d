"""Web archives: the Wayback Machine, pywb collections and Common Crawl, by CDX index and Memento.

Belongs here: how an archive is asked, and whether its answer is a whole capture. Does not: which months are wanted.
"""
