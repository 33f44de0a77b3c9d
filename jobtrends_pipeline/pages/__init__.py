"""Bytes to a parsed page. Pure functions: no files, no network, no clock; a page is read or says why not."""
