"""The archive: WARC files that are never changed, each with a manifest, and the log of attempts.

Layout: `warc/NAME.warc.gz` holds the captures of a run, `warc/NAME.jsonl` lists its records with offset, length and
digest, `attempts/` logs every attempt. A file appears whole, by rename, or not at all.
Belongs here: writing, reading, verifying and exporting captures. Does not: what a page says.
"""
