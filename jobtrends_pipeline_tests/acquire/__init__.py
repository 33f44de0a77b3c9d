"""Tests of `acquire`, the rules of acquisition, against a real source and real archives on loopback."""
