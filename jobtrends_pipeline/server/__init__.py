"""Server of the report and of a read-only JSON API, on loopback.

It answers from `library`, writes nothing, and asks nothing of the network. What a question returns belongs there.
"""
