"""A local stand-in for the source: renders its pages of any year from facts and serves them on loopback.

Written from real pages and DOMAIN.md, never from `jobtrends_pipeline.pages`, which it exists to test.
"""
