"""Parser of pages: bytes to figures. Pure: no files, no network, no clock.

A page is either read or refused with a reason.
"""
