"""Readers of raw adverts: bytes in, postings and findings out.

Pure, and bounded in time and memory by the size of what they take.
"""
