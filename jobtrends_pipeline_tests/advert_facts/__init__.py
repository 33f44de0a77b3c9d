"""Tests of the facts of one's own adverts."""
