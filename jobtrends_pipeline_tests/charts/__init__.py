"""Tests of the charts layer."""
