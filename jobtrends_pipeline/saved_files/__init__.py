"""Files saved by other programs: HTML, text, MHTML, WARC, ARC, WET and WACZ, packed or not, to captures.

Belongs here: containers, codings and digests of files that a person has. Does not: which role a page belongs to.
"""
