"""Tests of the readers of raw adverts."""
