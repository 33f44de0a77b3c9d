"""Polite HTTP: one request, checked, paced and bounded, as RFC 9309 and Retry-After ask.

Belongs here: addresses that may be asked, connections, robots.txt, rate limits, content codings.
Does not: what an answer means, or where it is kept.
"""
