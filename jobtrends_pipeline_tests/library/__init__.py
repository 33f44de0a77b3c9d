"""Tests of the library: typed frames, errors, limited queries."""
