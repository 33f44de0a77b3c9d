"""Tests of `fetch`, polite HTTP, against real servers on loopback."""
