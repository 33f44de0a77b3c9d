"""Tests of `saved_files`, the containers that other programs write."""
