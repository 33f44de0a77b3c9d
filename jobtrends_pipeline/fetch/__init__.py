"""Polite HTTP: checked, rate-limited and bounded requests.

Robots.txt (RFC 9309) and Retry-After are obeyed.
Belongs here: addresses that may be requested, connections, robots.txt, rate limits, content codings.
Does not: the meaning of a response, or where it is stored.
"""
