"""Tests of `web_archives`, against archives on loopback."""
