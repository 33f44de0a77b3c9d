"""Polite HTTP: checked, rate-limited and bounded requests.

Robots.txt is obeyed as RFC 9309 says, and Retry-After too.
Belongs here: addresses that may be requested, connections, robots.txt, rate limits, content codings.
Does not: the meaning of a response, or where it is stored.
"""
