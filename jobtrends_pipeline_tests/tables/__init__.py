"""Tests of the tables layer."""
