"""Archive: immutable WARC files with a manifest each, and the log of attempts.

Layout: `warc/NAME.warc.gz` contains the captures of a run, `manifest/NAME.jsonl` lists its records with offset, length
and digest, and `attempts/` logs every attempt. A file appears whole, by rename, or not at all.
Belongs here: writing, reading, verifying and exporting captures. Does not: the content of a page.
"""
