"""Reader of saved files: HTML, text, MHTML, WARC, ARC, WET and WACZ.

Each may be packed. Belongs here: containers, codings and digests of files that a person has. Does not: the role of a
page.
"""
