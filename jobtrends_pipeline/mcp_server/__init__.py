"""Answers to programs that speak the Model Context Protocol, by `jobtrends mcp`.

It knows the library alone, writes nothing, and needs the packages of the extra `mcp`.
"""
