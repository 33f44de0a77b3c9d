"""Tests of the inbox: what lies in it, what is looked at, and where it goes."""
