"""Tests of the server of the Model Context Protocol, with the client of its own SDK."""
