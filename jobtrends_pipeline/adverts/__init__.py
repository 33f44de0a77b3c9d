"""Adverts of the user's own: what raw inputs say, and rules that read their words.

Pure: bytes and words in, values out; no file but the vocabulary, no table.
"""
