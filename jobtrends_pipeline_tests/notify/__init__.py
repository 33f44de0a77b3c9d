"""Tests of notifications, against real servers on loopback."""
