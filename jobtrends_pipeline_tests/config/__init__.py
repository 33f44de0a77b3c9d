"""Tests of `config`, the files that a person writes."""
