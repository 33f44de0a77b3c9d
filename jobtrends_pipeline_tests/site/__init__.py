"""Tests of the source on loopback: printed pages against the real ones."""

"""Tests of the source on loopback: printed pages against the real ones."""
"""Tests of the source on loopback: printed pages against the real ones."""
"""Tests of the source on loopback: printed pages against the real ones."""
