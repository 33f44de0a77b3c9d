"""Tests of `steps`, on a real archive and warehouse, without Dagster."""
