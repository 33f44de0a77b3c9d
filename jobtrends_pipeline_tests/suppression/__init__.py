"""Tests of suppression: no output shows a weak figure without its mark."""
