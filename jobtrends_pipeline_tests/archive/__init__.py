"""Tests of `archive`, the WARC files, manifests and the log of attempts."""
